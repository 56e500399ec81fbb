namespace Sabot.Cdc.Faults.Load;

/// <summary>The rows of one table that one writer has made and not deleted; any of them can be drawn at random.</summary>
internal sealed class LiveRows
{
    private readonly List<long> _ids = [];
    private readonly Dictionary<long, (int Place, LiveRow Row)> _rows = [];

    public int Count => _ids.Count;

    public LiveRow this[long id] => _rows[id].Row;

    public long Draw(Random random) => _ids[random.Next(_ids.Count)];

    public void Set(long id, LiveRow row)
    {
        if (_rows.TryGetValue(id, out var known))
        {
            _rows[id] = (known.Place, row);
            return;
        }

        _rows.Add(id, (_ids.Count, row));
        _ids.Add(id);
    }

    public void Remove(long id)
    {
        _rows.Remove(id, out var removed);
        var last = _ids[^1];
        _ids.RemoveAt(_ids.Count - 1);
        if (last == id)
            return;
        _ids[removed.Place] = last;
        _rows[last] = (removed.Place, _rows[last].Row);
    }
}

/// <summary>What a later change has to know of a row.</summary>
internal readonly record struct LiveRow(long Version, int TextLength);
