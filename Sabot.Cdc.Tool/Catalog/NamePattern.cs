namespace Sabot.Cdc.Tool.Catalog;

/// <summary>One part of a pattern of names.</summary>
/// <param name="Literals">The texts between the wildcards; a name without any has exactly one.</param>
internal sealed record NamePattern(IReadOnlyList<string> Literals)
{
    /// <summary>The only name that the pattern matches, or null if it has wildcards.</summary>
    public string? Exact => Literals.Count == 1 ? Literals[0] : null;

    public bool Matches(string name)
    {
        if (Exact is { } exact)
            return name == exact;

        var (first, last) = (Literals[0], Literals[^1]);
        if (name.Length < first.Length + last.Length
            || !name.StartsWith(first, StringComparison.Ordinal) || !name.EndsWith(last, StringComparison.Ordinal))
        {
            return false;
        }

        // Each literal between the wildcards is best taken where it comes first: that leaves the most for the others.
        var (position, end) = (first.Length, name.Length - last.Length);
        foreach (var literal in Literals.Skip(1).SkipLast(1))
        {
            var found = name.IndexOf(literal, position, end - position, StringComparison.Ordinal);
            if (found < 0)
                return false;
            position = found + literal.Length;
        }

        return true;
    }
}
