namespace Sabot.Cdc.Tool.Configuration;

/// <summary>Finds the name that somebody who mistyped one may have meant.</summary>
internal static class Suggestion
{
    /// <summary><c> Did you mean X?</c>, or nothing if no name is near.</summary>
    public static string For(string typed, IEnumerable<string> names) =>
        Nearest(typed, names) is { } name ? $" Did you mean {name}?" : "";

    /// <summary>The name with the fewest edits from what was typed, if these are at most a third of it.</summary>
    public static string? Nearest(string typed, IEnumerable<string> names)
    {
        string? best = null;
        var fewest = Math.Max(1, typed.Length / 3) + 1;
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            var distance = Distance(typed.ToLowerInvariant(), name.ToLowerInvariant(), fewest);
            if (distance < fewest)
                (best, fewest) = (name, distance);
        }

        return best;
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours between the texts; the limit if there are more.</summary>
    private static int Distance(string a, string b, int limit)
    {
        if (Math.Abs(a.Length - b.Length) >= limit)
            return limit;

        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    rows[i, j] = i + j;
                    continue;
                }

                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                var distance = Math.Min(Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1, rows[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    distance = Math.Min(distance, rows[i - 2, j - 2] + 1);
                rows[i, j] = distance;
            }
        }

        return rows[a.Length, b.Length];
    }
}
