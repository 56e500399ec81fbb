namespace Sabot.Cdc;

/// <summary>
/// How far each table was received, over all sessions of a client: decoding the same WAL again yields the same rows at
/// the same positions, and those are not delivered twice.
/// </summary>
/// <remarks>
/// Each table has a mark of its own, because one TRUNCATE of several tables is one position and may arrive in pieces.
/// A table is known by the name it has at that point of the WAL, which is the same each time it is decoded.
/// </remarks>
/// <param name="start">What the consumer has done before this client's first session; null for nothing.</param>
internal sealed class ReceivedPositions(ResumeMark? start = null)
{
    private ResumeMark? _start = start;
    private readonly Dictionary<(string Schema, string Table), ReceivedTable> _tables = [];

    /// <summary>The greatest position of which a change was received; 0 for none.</summary>
    public ulong Greatest => _tables.Values.Select(table => table.LastLsn).DefaultIfEmpty().Max();

    public ReceivedTable Of(StreamSchema schema)
    {
        if (!_tables.TryGetValue((schema.Schema, schema.Table), out var table))
            _tables.Add((schema.Schema, schema.Table), table = new ReceivedTable(_start));
        return table;
    }

    /// <summary>A session begins, of a slot that has confirmed everything up to here.</summary>
    /// <remarks>
    /// What a slot has confirmed is in the server's memory first: after a crash a later session can begin before the
    /// place of the first one, with rows that were done before this client came.
    /// </remarks>
    public void BeginSession(ulong confirmed)
    {
        _start ??= new ResumeMark(new CdcPosition(confirmed, uint.MaxValue), RepeatsTruncate: false);
        foreach (var table in _tables.Values)
            table.BeginSession();
    }
}
