namespace Sabot.Cdc;

/// <summary>Finds the name that somebody who mistyped one may have meant.</summary>
internal static class Suggestion
{
    /// <summary><c> Did you mean X?</c>, or nothing if no name is near.</summary>
    internal static string For(string typed, IEnumerable<string> names) =>
        Nearest(typed, names) is { } name ? $" Did you mean {name}?" : "";

    /// <summary><c> Did you mean X?</c>; or the names there are, if none is near.</summary>
    internal static string ForOrAll(string typed, IReadOnlyCollection<string> names) =>
        Nearest(typed, names) is { } name
            ? $" Did you mean {name}?"
            : $" There are {string.Join(", ", names.Order(StringComparer.Ordinal))}.";

    /// <summary>The name with the fewest edits from what was typed, if these are at most a third of it.</summary>
    internal static string? Nearest(string typed, IEnumerable<string> names)
    {
        var fewest = Math.Max(1, typed.Length / 3) + 1;
        string? best = null;
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            var edits = Edits(typed.ToUpperInvariant(), name.ToUpperInvariant());
            if (edits < fewest)
                (best, fewest) = (name, edits);
        }

        return best;
    }

    /// <summary>How many letters have to be put in, taken out, replaced or swapped with their neighbours.</summary>
    private static int Edits(string from, string to)
    {
        var beforeLast = new int[to.Length + 1];
        var last = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var now = new int[to.Length + 1];
            now[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = last[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                now[j] = Math.Min(Math.Min(last[j], now[j - 1]) + 1, replaced);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                    now[j] = Math.Min(now[j], beforeLast[j - 2] + 1);
            }

            (beforeLast, last) = (last, now);
        }

        return last[to.Length];
    }
}
