using Apache.Arrow.Types;

namespace Sabot.Cdc.Runtime.Tests.Delivery;

public class DriftPolicyTests
{
    private readonly ListLogger _logger = new();
    private readonly MemorySource _source;

    public DriftPolicyTests() => _source = new MemorySource(capacity: 8, CdcDriftPolicy.StopTable, _logger);

    [Fact]
    public async Task Only_the_streams_of_the_table_stop_and_nothing_from_there_on_is_acknowledged()
    {
        var (items, parts) = (_source.Items(), _source.Parts());
        await _source.SendPayloadAsync("I10:0", "I10:1", 0x10);
        await _source.SendAsync(FrameBytes.Concat(Drifted(0x20), MemorySource.Progress(0x20)));
        await _source.SendPayloadAsync("", "I30:0", 0x30);
        await _source.SendPayloadAsync("", "I40:0", 0x40);

        await using var stopped = items.GetAsyncEnumerator();
        Assert.True(await stopped.MoveNextAsync());
        var drift = await Assert.ThrowsAsync<CdcSchemaDriftException>(async () => await stopped.MoveNextAsync());
        Assert.Equal(("public.items", "id", "text"), (drift.Table, drift.Column, drift.Streamed));

        _source.Complete();
        List<ulong> seen = [];
        await foreach (var part in parts)
            seen.Add(part.Position.Lsn);
        Assert.Equal([0x10u, 0x30u, 0x40u], seen);
        Assert.Equal(0x10u, _source.Ledger.Acknowledged);
        Assert.Equal(0x40u, _source.Counters.ReceivedLsn);
        Assert.Equal([true, false], _source.Snapshots().Select(each => each.IsStopped));
        Assert.Equal(
            [$"42 The stream of public.items stops while the others go on, and nothing further is acknowledged: {drift.Message}"],
            _logger.Lines);
    }

    [Fact]
    public async Task What_is_open_when_a_table_stops_is_never_acknowledged_however_it_is_finished()
    {
        var (items, parts) = (_source.Items(), _source.Parts());
        await _source.SendPayloadAsync("I10:0", "I10:1", 0x10);
        // A transaction that goes on in the payload with the drift.
        await _source.SendPayloadAsync("I20:0", "I20:1");
        await _source.SendAsync(FrameBytes.Concat(Drifted(0x20), MemorySource.Progress(0x20)));
        await _source.SendProgressAsync(0x30);
        _source.Complete();

        Assert.Equal(2, await CountAsync(parts));
        Assert.Equal(0u, _source.Ledger.Acknowledged);
        await Assert.ThrowsAsync<CdcSchemaDriftException>(() => CountAsync(items));
        Assert.Equal(0x10u, _source.Ledger.Acknowledged);
    }

    [Fact]
    public async Task A_stream_of_several_tables_stops_with_one_of_them_and_gets_nothing_of_that_payload()
    {
        var (changes, parts) = (_source.Changes(), _source.Parts());
        await _source.SendPayloadAsync("I10:0", "I10:1", 0x10);
        var part = MemorySource.OfRelation(_source.Rows(PartChange.Table, "I", [new(0x20, 0)]).BatchFrame(), 2);
        await _source.SendAsync(FrameBytes.Concat(part, Drifted(0x20), MemorySource.Progress(0x20)));
        _source.Complete();

        List<string> seen = [];
        await Assert.ThrowsAsync<CdcSchemaDriftException>(async () =>
        {
            await foreach (var change in changes)
                seen.Add(change.Position.ToString());
        });
        Assert.Equal(["0/10:0", "0/10:1"], seen);
        Assert.Equal(2, await CountAsync(parts));
        Assert.Equal(0x10u, _source.Ledger.Acknowledged);
    }

    [Fact]
    public async Task A_stopped_stream_that_nobody_reads_holds_up_nobody()
    {
        var source = new MemorySource(capacity: 1, drift: CdcDriftPolicy.StopTable);
        source.Items();
        var parts = source.Parts();
        await source.SendPayloadAsync("I10:0", "", 0x10);
        await source.SendAsync(FrameBytes.Concat(Drifted(0x20), MemorySource.Progress(0x20)));
        await source.SendAsync(MemorySource.OfRelation(Retyped(0x30).BatchFrame(), 1, generation: 2));
        await source.SendPayloadAsync("", "I30:0", 0x30);
        source.Complete();
        Assert.Equal(1, await CountAsync(parts));
    }

    [Fact]
    public async Task When_no_other_table_is_left_the_drift_stops_the_session_as_by_default()
    {
        var (items, parts) = (_source.Items(), _source.Parts());
        await _source.SendPayloadAsync("I10:0", "I10:1", 0x10);
        await _source.SendAsync(Drifted(0x20));
        var other = Retyped(0x30, "parts");
        await Assert.ThrowsAsync<CdcSchemaDriftException>(
            () => _source.SendAsync(MemorySource.OfRelation(other.SchemaFrame(), 2, generation: 2)));
        Assert.Equal(0u, _source.Ledger.Acknowledged);
        Assert.NotNull(items);
        Assert.NotNull(parts);
    }

    [Fact]
    public async Task A_table_that_others_read_without_compiled_code_goes_on_for_them()
    {
        var items = _source.Items();
        var all = _source.Untyped(SubscriptionScope.Everything);
        await _source.SendAsync(FrameBytes.Concat(Drifted(0x20), MemorySource.Progress(0x20)));
        _source.Complete();
        await foreach (var batch in all)
            Assert.Equal("text", batch.Table.Columns[0].PostgresType);
        await Assert.ThrowsAsync<CdcSchemaDriftException>(() => CountAsync(items));
        Assert.Equal(0u, _source.Ledger.Acknowledged);
    }

    [Fact]
    public async Task Columns_that_the_code_does_not_know_are_named_once_for_each_change_of_them()
    {
        var (items, again) = (_source.Items(), _source.Items());
        await _source.SendPayloadAsync("I10:0", "", 0x10);
        for (uint generation = 2; generation <= 6; generation++)
        {
            var grown = new StreamedTable("I", table: "items")
                .Column("id", "bigint", Values.Fixed<long>(Int64Type.Default, generation));
            if (generation != 5)
                grown.Column("note", "text", Values.Text("new"));
            if (generation is 3 or 4)
                grown.Column("size", "integer", Values.Fixed<int>(Int32Type.Default, 1));
            await _source.SendAsync(FrameBytes.Concat(
                MemorySource.OfRelation(grown.SchemaFrame(), 1, generation),
                MemorySource.OfRelation(grown.BatchFrame(), 1, generation)));
        }

        Assert.Equal(
            [
                Line(2, "note text"), Line(3, "note text, size integer"), Line(6, "note text"),
            ],
            _logger.Lines);
        Assert.NotNull(items);
        Assert.NotNull(again);

        static string Line(int generation, string columns) =>
            "43 public.items has columns in the stream that the code was not compiled against, from generation "
            + $"{generation} on: {columns}; they are ignored until the next scaffold";
    }

    private static StreamedTable Retyped(ulong lsn, string table = "items") =>
        new StreamedTable("I", table: table) { Positions = [new(lsn, 9)] }.Column("id", "text", Values.Text("1"));

    private static byte[] Drifted(ulong lsn) => FrameBytes.Concat(
        MemorySource.OfRelation(Retyped(lsn).SchemaFrame(), 1, generation: 2),
        MemorySource.OfRelation(Retyped(lsn).BatchFrame(), 1, generation: 2));

    private static async Task<int> CountAsync<T>(IAsyncEnumerable<T> stream)
    {
        var count = 0;
        await foreach (var item in stream)
            count++;
        return count;
    }
}
