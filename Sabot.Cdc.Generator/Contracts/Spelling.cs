using System;
using System.Collections.Generic;

namespace Sabot.Cdc.Generator.Contracts;

/// <summary>Finds the name that was probably meant by one that does not exist.</summary>
internal static class Spelling
{
    /// <summary>
    /// The nearest name, but for case, if it differs in at most a third of its letters; the first of equally near ones.
    /// </summary>
    public static string? Nearest(string name, IEnumerable<string> names)
    {
        string? nearest = null;
        var least = Math.Max(2, name.Length / 3) + 1;
        foreach (var candidate in names)
        {
            if (Math.Abs(candidate.Length - name.Length) >= least)
                continue;

            var distance = Distance(name.ToUpperInvariant(), candidate.ToUpperInvariant());
            if (distance < least && distance < candidate.Length)
                (nearest, least) = (candidate, distance);
        }

        return nearest;
    }

    /// <summary>
    /// How many letters have to be put in, taken out, changed, or swapped with the next to make one text of the other
    /// (the optimal string alignment distance).
    /// </summary>
    public static int Distance(string from, string to)
    {
        var (before, last, current) = (new int[to.Length + 1], new int[to.Length + 1], new int[to.Length + 1]);
        for (var j = 0; j <= to.Length; j++)
            current[j] = j;

        for (var i = 1; i <= from.Length; i++)
        {
            (before, last, current) = (last, current, before);
            current[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var change = last[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                current[j] = Math.Min(change, Math.Min(last[j], current[j - 1]) + 1);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                    current[j] = Math.Min(current[j], before[j - 2] + 1);
            }
        }

        return current[to.Length];
    }
}
