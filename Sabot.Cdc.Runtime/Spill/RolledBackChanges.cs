using System.Buffers.Binary;

namespace Sabot.Cdc;

/// <summary>
/// The changes of a streamed transaction that do not count, since their subtransactions were rolled back after they had
/// been sent: ranges of ordinals, ascending and apart from each other.
/// </summary>
internal sealed class RolledBackChanges
{
    private const int RangeLength = 2 * sizeof(uint);

    private readonly uint[] _first;
    private readonly uint[] _last;

    /// <summary>How many changes lie in all ranges before this one.</summary>
    private readonly uint[] _before;

    private RolledBackChanges(int ranges) =>
        (_first, _last, _before) = (new uint[ranges], new uint[ranges], new uint[ranges]);

    internal bool IsEmpty => _first.Length == 0;

    /// <summary>Reads pairs of first and last ordinal.</summary>
    /// <exception cref="CdcProtocolException">They do not ascend.</exception>
    internal static RolledBackChanges Parse(ReadOnlySpan<byte> pairs, uint transaction)
    {
        var changes = new RolledBackChanges(pairs.Length / RangeLength);
        var (end, count) = (0u, 0u);
        for (var i = 0; i < changes._first.Length; i++)
        {
            var first = BinaryPrimitives.ReadUInt32LittleEndian(pairs[(i * RangeLength)..]);
            var last = BinaryPrimitives.ReadUInt32LittleEndian(pairs[(i * RangeLength + sizeof(uint))..]);
            if (first <= end || last < first)
                throw SpillErrors.Ranges(transaction, first, last, end);
            (changes._first[i], changes._last[i], changes._before[i]) = (first, last, count);
            count += last - first + 1;
            end = last;
        }

        return changes;
    }

    /// <summary>The first range that ends at or behind an ordinal; the number of ranges when none does.</summary>
    internal int Find(uint sequence)
    {
        var found = Array.BinarySearch(_last, sequence);
        return found < 0 ? ~found : found;
    }

    /// <summary>The same for an ordinal that is not less than the one a range was found for.</summary>
    internal int Advance(int range, uint sequence)
    {
        while (range < _last.Length && _last[range] < sequence)
            range++;
        return range;
    }

    /// <summary>Whether the ordinal lies in the range that was found for it.</summary>
    internal bool Holds(int range, uint sequence) => range < _first.Length && _first[range] <= sequence;

    /// <summary>How many changes do not count before an ordinal that does.</summary>
    internal uint CountBefore(int range) =>
        range < _before.Length ? _before[range] : range == 0 ? 0 : _before[^1] + (_last[^1] - _first[^1]) + 1;
}
