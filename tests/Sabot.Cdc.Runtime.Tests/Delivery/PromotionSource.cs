namespace Sabot.Cdc.Runtime.Tests.Delivery;

/// <summary>
/// Sessions of a cluster whose primaries end, one after the other, before the standby that takes over had all of their
/// WAL: it keeps everything that was received of the followed table, but not always the WAL behind that. From there on it
/// has other transactions at the same positions.
/// </summary>
/// <remarks>LSNs are multiples of 100; a row's ordinal is the number of the primary that it was written to.</remarks>
/// <param name="random">Decides everything.</param>
/// <param name="sessions">How many sessions end by themselves; the one after them delivers everything.</param>
/// <param name="check">Told each acknowledged position, and the rows that the present server has up to it.</param>
internal sealed class PromotionSource(Random random, int sessions, Action<ulong, List<CdcPosition>> check) : ISessionSource
{
    private readonly Lock _gate = new();
    private readonly List<(ulong Lsn, CdcPosition? Row)> _wal = [];
    private ulong _confirmed;
    private ulong _fork;
    // What was done before the client came, by another one.
    private ulong _before;
    private uint _primary = 1;

    /// <summary>What the check threw first.</summary>
    internal Exception? Failure { get; private set; }

    /// <summary>How often a promoted server had less than was stated by the one before it.</summary>
    internal int Forks { get; private set; }

    /// <summary>The rows of the last server, once the last session is open.</summary>
    internal TaskCompletionSource<List<CdcPosition>> Rows { get; } = new();

    public Task<ISession> OpenAsync(SubscribedTables tables, ResumePoint resume, CancellationToken cancellationToken)
    {
        lock (_gate)
            return Task.FromResult<ISession>(Open(resume));
    }

    public Task<SlotReport?> ReadSlotAsync(CancellationToken cancellationToken) => throw ScriptedSource.Lost();

    private ScriptedSession Open(ResumePoint resume)
    {
        var (isFirst, isLast) = (_wal.Count == 0, sessions-- == 0);
        var fork = isFirst ? Begin() : Promote(resume);
        for (var more = random.Next(1, 12); more > 0; more--)
            Write();
        if (isLast)
            Write(isRow: true);
        // What the server has written down of the slot may be older than what it was told, or has said.
        var start = !isFirst && random.Next(3) == 0 ? (ulong)random.NextInt64((long)_confirmed + 1) / 100 * 100 : _confirmed;
        var session = new ScriptedSession
        {
            ConfirmedLsn = start,
            Timeline = new CdcTimeline(7, _primary),
            Fork = fork,
        };
        var primary = _primary;
        session.Acknowledging = position => Acknowledged(position, primary);
        var stream = _wal.Where(transaction => transaction.Lsn > start).ToList();
        foreach (var (lsn, row) in stream.Take(isLast ? stream.Count : random.Next(stream.Count + 1)))
            session.Send(row is { } position ? ManualAcknowledgementTests.Payload(lsn, position) : MemorySource.Progress(lsn));
        if (isLast)
            Rows.SetResult(RowsUpTo(ulong.MaxValue));
        else
            session.Lose();
        return session;
    }

    private ulong? Begin()
    {
        for (var i = 0; i < 10; i++)
            Write();
        _confirmed = _before = _wal[random.Next(10)].Lsn;
        return null;
    }

    private ulong? Promote(ResumePoint resume)
    {
        if (random.Next(2) == 0)
            return null;
        var end = _wal.Count > 0 ? _wal[^1].Lsn : 0;
        // Not before the last one: then it would be another branch, which is refused.
        var fork = (ulong)random.NextInt64((long)Math.Max(resume.Received, _fork), (long)end + 1) / 100 * 100;
        _wal.RemoveAll(transaction => transaction.Lsn > fork);
        // Its copy of the slot is not ahead of its WAL.
        _confirmed = Math.Min(_confirmed, fork);
        _primary++;
        _fork = fork;
        _before = Math.Min(_before, fork);
        if (fork < resume.Stated)
            Forks++;
        return fork;
    }

    private void Write(bool? isRow = null)
    {
        var lsn = Math.Max(_wal.Count > 0 ? _wal[^1].Lsn : 0, _fork) + (ulong)random.Next(1, 4) * 100;
        _wal.Add((lsn, isRow ?? random.Next(3) == 0 ? new CdcPosition(lsn, _primary) : null));
    }

    private List<CdcPosition> RowsUpTo(ulong position) =>
        [.. _wal.Where(transaction => _before < transaction.Lsn && transaction.Lsn <= position).Select(transaction => transaction.Row).OfType<CdcPosition>()];

    private void Acknowledged(ulong position, uint primary)
    {
        lock (_gate)
        {
            // A report that is still under way to a primary that has ended.
            if (primary != _primary)
                return;
            _confirmed = Math.Max(_confirmed, position);
            try
            {
                check(position, RowsUpTo(position));
            }
            catch (Exception e)
            {
                Failure ??= e;
            }
        }
    }
}
