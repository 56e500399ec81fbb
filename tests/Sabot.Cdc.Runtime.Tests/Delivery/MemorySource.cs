using System.Buffers.Binary;
using Apache.Arrow.Types;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Sabot.Cdc.Runtime.Tests.Delivery;

/// <summary>
/// A session without a server: streams, ledger and router as a client has them, fed with payloads made in memory.
/// Every row it sends has the next number as its id.
/// </summary>
internal sealed class MemorySource(
    int capacity = 4, CdcDriftPolicy drift = CdcDriftPolicy.StopAll, ILogger? logger = null, TimeSpan? warning = null)
    : IDisposable
{
    private readonly IgnoredColumns _ignored = new();
    private readonly List<Subscription> _subscriptions = [];
    private readonly Dictionary<CdcTable, uint> _relations = [];
    private IPayloadRouter? _router;
    private long _nextId;

    internal AcknowledgementLedger Ledger { get; } = new();

    internal ReceiveCounters Counters { get; } = new();

    internal CancellationTokenSource BoundLifted { get; } = new();

    internal int Starts { get; private set; }

    /// <summary>Where transactions in progress are kept; null for a session that does not stream them.</summary>
    internal string? SpillFolder { get; init; }

    internal CdcStream<ItemChange, ItemBatch> Items() => Subscribe<ItemChange, ItemBatch>();

    internal CdcStream<PartChange, PartBatch> Parts() => Subscribe<PartChange, PartBatch>();

    /// <summary>Items and parts, in commit order.</summary>
    internal CdcChangeStream Changes()
    {
        var sources = new ChangeSources([ItemChange.Source, PartChange.Source]);
        return new CdcChangeStream(Register(sources.Scope), sources);
    }

    internal CdcTransactionStream Transactions(params CdcChangeSource[] tables)
    {
        var sources = new ChangeSources(tables.Length == 0 ? [ItemChange.Source, PartChange.Source] : tables);
        return new CdcTransactionStream(Register(sources.Scope, marksTransactions: true), sources);
    }

    internal IReadOnlyList<SubscriptionSnapshot> Snapshots() => [.. _subscriptions.Select(each => each.Snapshot())];

    internal IAsyncEnumerable<CdcBatch> Untyped(SubscriptionScope scope) => new UntypedStream(Register(scope));

    /// <summary>Sends rows of one table and, when it is given, the progress behind them.</summary>
    internal Task SendAsync(CdcTable table, string operations, ulong progress = 0) =>
        SendAsync(table, Rows(table, operations), progress);

    internal Task SendAsync(CdcTable table, StreamedTable streamed, ulong progress)
    {
        var frames = Frames(table, streamed);
        if (progress > 0)
            frames.Add(Progress(progress));
        return SendAsync(FrameBytes.Concat([.. frames]));
    }

    /// <summary>
    /// Sends one payload: the rows of items and those of parts, each as <c>I100:2</c>, which is operation, LSN and
    /// ordinal, and the progress behind them when it is given.
    /// </summary>
    internal Task SendPayloadAsync(string items, string parts, ulong progress = 0)
    {
        List<byte[]> frames = [.. Frames(ItemChange.Table, items), .. Frames(PartChange.Table, parts)];
        if (progress > 0)
            frames.Add(Progress(progress));
        return SendAsync(FrameBytes.Concat([.. frames]));
    }

    internal Task SendItemsAsync(int rows, ulong progress = 0)
        => SendAsync(ItemChange.Table, new string('I', rows), progress);

    internal Task SendProgressAsync(ulong position) => SendAsync(Progress(position));

    internal async Task SendAsync(byte[] bytes)
    {
        _router ??= MakeRouter();
        var payload = FrameBytes.ToPayload(bytes);
        try
        {
            await _router.RouteAsync(payload, BoundLifted.Token);
        }
        finally
        {
            payload.Release();
        }
    }

    public void Dispose() => (_router as StreamedRouter)?.Dispose();

    internal void Complete(Exception? failure = null)
        => _subscriptions.ForEach(subscription => subscription.Complete(failure));

    internal void Fail(Exception failure) => _subscriptions.ForEach(subscription => subscription.Fail(failure));

    internal void Close() => _subscriptions.ForEach(subscription => subscription.Close());

    internal Task WhenIdleAsync() => Task.WhenAll(_subscriptions.Select(subscription => subscription.WhenIdleAsync()));

    internal static byte[] Progress(ulong position)
    {
        var frame = FrameBytes.Progress();
        BinaryPrimitives.WriteUInt64LittleEndian(frame.AsSpan(16), position);
        return frame;
    }

    internal static byte[] OfRelation(byte[] frame, uint relation, uint generation = 1)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(8), relation);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(12), generation);
        return frame;
    }

    internal StreamedTable Rows(CdcTable table, string operations, CdcPosition[]? positions = null)
    {
        var ids = operations.Select(_ => (long?)_nextId++).ToArray();
        return new StreamedTable(operations, table.Schema, table.Name) { Positions = positions }
            .Column("id", "bigint", Values.Fixed(Int64Type.Default, ids));
    }

    private IPayloadRouter MakeRouter()
    {
        var log = logger ?? NullLogger.Instance;
        var router = new FrameRouter(_subscriptions, Ledger, Counters, _ignored, drift, log);
        return SpillFolder is null ? router : StreamedRouter.Open(router, SpillFolder, Counters, log);
    }

    private List<byte[]> Frames(CdcTable table, string rows)
    {
        var words = rows.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? [] : Frames(table, Rows(
            table,
            string.Concat(words.Select(word => word[0])),
            [.. words.Select(word => CdcPosition.Parse("0/" + word[1..]))]));
    }

    // The schema comes before a relation's first rows.
    private List<byte[]> Frames(CdcTable table, StreamedTable streamed)
    {
        List<byte[]> frames = [];
        if (!_relations.TryGetValue(table, out var relation))
        {
            _relations.Add(table, relation = (uint)_relations.Count + 1);
            frames.Add(OfRelation(streamed.SchemaFrame(), relation));
        }

        frames.Add(OfRelation(streamed.BatchFrame(), relation));
        return frames;
    }

    private CdcStream<TChange, TBatch> Subscribe<TChange, TBatch>()
        where TChange : struct, ICdcChange<TChange>
        where TBatch : struct, ICdcBatch<TBatch> => new(Register(SubscriptionScope.Of(TChange.Table)));

    internal Subscription Register(SubscriptionScope scope, bool marksTransactions = false)
    {
        var subscription = new Subscription(
            scope, capacity, Ledger, () => Starts++, logger ?? NullLogger.Instance, warning)
        {
            MarksTransactions = marksTransactions,
        };
        _subscriptions.Add(subscription);
        return subscription;
    }
}
