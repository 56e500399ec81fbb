namespace Sabot.Cdc;

/// <summary>
/// The rows of a column that stay when others are taken out: runs of consecutive ones, in ascending order.
/// </summary>
internal sealed class RowRuns
{
    private readonly List<(int Start, int Count)> _runs = [];

    /// <summary>How many rows stay.</summary>
    internal int Count { get; private set; }

    /// <summary>Behind the last row that stays.</summary>
    internal int End => _runs.Count == 0 ? 0 : _runs[^1].Start + _runs[^1].Count;

    /// <summary>Adds rows that start at or behind <see cref="End"/>.</summary>
    internal void Add(int start, int count)
    {
        if (count == 0)
            return;
        if (_runs.Count > 0 && End == start)
            _runs[^1] = (_runs[^1].Start, _runs[^1].Count + count);
        else
            _runs.Add((start, count));
        Count += count;
    }

    internal void Clear()
    {
        _runs.Clear();
        Count = 0;
    }

    public List<(int Start, int Count)>.Enumerator GetEnumerator() => _runs.GetEnumerator();
}
