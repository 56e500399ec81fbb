using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Sabot.Cdc;

/// <summary>
/// Identifies one change for ever: the end LSN of its transaction and its ordinal within that transaction, across
/// all tables. Positions of one database sort in commit order, so a consumer that stores the last one it has done
/// can tell repeated changes from new ones.
/// </summary>
/// <remarks>The text form is PostgreSQL's own LSN, a colon and the ordinal: <c>0/16B3748:5</c>.</remarks>
public readonly struct CdcPosition
    : IComparable<CdcPosition>, IComparable, IEquatable<CdcPosition>, ISpanParsable<CdcPosition>, ISpanFormattable
{
    /// <summary>Creates a position.</summary>
    public CdcPosition(ulong lsn, uint sequence)
    {
        Lsn = lsn;
        Sequence = sequence;
    }

    /// <summary>The transaction's end LSN (<c>pg_lsn</c> as a number).</summary>
    public ulong Lsn { get; }

    /// <summary>The ordinal of the change within its transaction; the changes of one TRUNCATE share one.</summary>
    public uint Sequence { get; }

    /// <summary>Formats an LSN as PostgreSQL does, for example <c>0/16B3748</c>.</summary>
    internal static string FormatLsn(ulong lsn) =>
        string.Create(CultureInfo.InvariantCulture, $"{(uint)(lsn >> 32):X}/{(uint)lsn:X}");

    /// <inheritdoc/>
    public int CompareTo(CdcPosition other)
    {
        var byLsn = Lsn.CompareTo(other.Lsn);
        return byLsn != 0 ? byLsn : Sequence.CompareTo(other.Sequence);
    }

    /// <inheritdoc/>
    public int CompareTo(object? obj) => obj switch
    {
        null => 1,
        CdcPosition other => CompareTo(other),
        _ => throw new ArgumentException($"Cannot compare a {nameof(CdcPosition)} with a {obj.GetType()}."),
    };

    /// <inheritdoc/>
    public bool Equals(CdcPosition other) => Lsn == other.Lsn && Sequence == other.Sequence;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is CdcPosition other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Lsn, Sequence);

    /// <summary>The text form, for example <c>0/16B3748:5</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(uint)(Lsn >> 32):X}/{(uint)Lsn:X}:{Sequence}");

    /// <summary>The text form; there is only one, so both arguments are ignored.</summary>
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    /// <inheritdoc/>
    public bool TryFormat(
        Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        destination.TryWrite(
            CultureInfo.InvariantCulture, $"{(uint)(Lsn >> 32):X}/{(uint)Lsn:X}:{Sequence}", out charsWritten);

    /// <summary>Reads the text form <c>0/16B3748:5</c>.</summary>
    /// <exception cref="FormatException">The text is not a position.</exception>
    public static CdcPosition Parse(string s, IFormatProvider? provider = null)
    {
        ArgumentNullException.ThrowIfNull(s);
        return Parse(s.AsSpan(), provider);
    }

    /// <summary>Reads the text form <c>0/16B3748:5</c>.</summary>
    /// <exception cref="FormatException">The text is not a position.</exception>
    public static CdcPosition Parse(ReadOnlySpan<char> s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var position)
            ? position
            : throw new FormatException(
                $"\"{s}\" is not a position; write it as LSN:ordinal, for example 0/16B3748:5.");

    /// <summary>Reads the text form <c>0/16B3748:5</c>; false when it is not one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out CdcPosition result) =>
        TryParse(s.AsSpan(), provider, out result);

    /// <summary>Reads the text form <c>0/16B3748:5</c>; false when it is not one.</summary>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out CdcPosition result)
    {
        result = default;
        var slash = s.IndexOf('/');
        var colon = s.IndexOf(':');
        if (slash < 0 || colon < slash
            || !uint.TryParse(s[..slash], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var high)
            || !uint.TryParse(
                s[(slash + 1)..colon], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var low)
            || !uint.TryParse(s[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
        {
            return false;
        }

        result = new CdcPosition((ulong)high << 32 | low, sequence);
        return true;
    }

    /// <summary>True when both are the same change.</summary>
    public static bool operator ==(CdcPosition left, CdcPosition right) => left.Equals(right);

    /// <summary>True when they are different changes.</summary>
    public static bool operator !=(CdcPosition left, CdcPosition right) => !left.Equals(right);

    /// <summary>True when the left change comes first.</summary>
    public static bool operator <(CdcPosition left, CdcPosition right) => left.CompareTo(right) < 0;

    /// <summary>True when the left change comes first or is the same.</summary>
    public static bool operator <=(CdcPosition left, CdcPosition right) => left.CompareTo(right) <= 0;

    /// <summary>True when the right change comes first.</summary>
    public static bool operator >(CdcPosition left, CdcPosition right) => left.CompareTo(right) > 0;

    /// <summary>True when the right change comes first or is the same.</summary>
    public static bool operator >=(CdcPosition left, CdcPosition right) => left.CompareTo(right) >= 0;
}
