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

    /// <summary>A session begins.</summary>
    /// <remarks>
    /// What a slot has confirmed is in the server's memory first: after a crash a later session can begin before the
    /// place of the first one, with rows that were done before this client came.
    /// </remarks>
    /// <param name="confirmed">The slot has confirmed everything up to here.</param>
    /// <param name="fork">The server was promoted here since the last session; null if not.</param>
    public void BeginSession(ulong confirmed, ulong? fork)
    {
        _start ??= After(confirmed);
        // Rows of a promoted server behind that place are not those that were done. None was received yet, or the
        // server would have been refused.
        if (fork is { } end && end < _start.Value.Position.Lsn)
        {
            _start = After(end);
            _tables.Clear();
        }

        foreach (var table in _tables.Values)
            table.BeginSession();
    }

    private static ResumeMark After(ulong lsn) => new(new CdcPosition(lsn, uint.MaxValue), RepeatsTruncate: false);
}
