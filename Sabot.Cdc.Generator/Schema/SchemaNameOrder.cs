using System.Collections.Generic;

namespace Sabot.Cdc.Schema;

/// <summary>
/// The order of names in a .cdc file: that of their UTF-8 bytes, which no culture or platform changes.
/// </summary>
/// <remarks>
/// UTF-8 bytes order as code points do. UTF-16 code units do so too, but for surrogates (U+D800 to U+DFFF, standing for
/// the code points from U+10000 on), which come before U+E000 to U+FFFF.
/// </remarks>
internal sealed class SchemaNameOrder : IComparer<string>
{
    public static readonly SchemaNameOrder Instance = new();

    private SchemaNameOrder()
    {
    }

    public int Compare(string? x, string? y)
    {
        if (x is null || y is null)
            return (x is null ? 0 : 1) - (y is null ? 0 : 1);

        for (var i = 0; i < x.Length && i < y.Length; i++)
        {
            if (x[i] != y[i])
                return Rank(x[i]) - Rank(y[i]);
        }

        return x.Length - y.Length;
    }

    private static int Rank(char c) => char.IsSurrogate(c) ? c + 0x10000 : c;
}
