using Apache.Arrow.Types;
using Sabot.Cdc.Runtime.Tests.Delivery;

namespace Sabot.Cdc.Runtime.Tests.Spill;

/// <summary>Schemas that come with a transaction in progress, for it alone or for others too.</summary>
public sealed class StreamedSchemaTests : IDisposable
{
    private const uint Transaction = 900;
    private const ulong End = 5000;

    private readonly string _parent = Directory.CreateTempSubdirectory("sabot-cdc-test-").FullName;
    private readonly MemorySource _source;
    private readonly CdcStream<ItemChange, ItemBatch> _items;

    public StreamedSchemaTests()
    {
        _source = new MemorySource(capacity: 16) { SpillFolder = _parent };
        _items = _source.Items();
    }

    public void Dispose()
    {
        _source.Dispose();
        Directory.Delete(_parent, recursive: true);
    }

    [Fact]
    public async Task A_schema_that_came_with_a_transaction_in_progress_serves_those_that_finish_before_it()
    {
        var rows = StreamFrames.Items(Transaction, 1);
        await _source.SendAsync(FrameBytes.Concat(
            StreamFrames.Schema(rows, Transaction), StreamFrames.Batch(rows, Transaction)));
        await _source.SendAsync(Finished(StreamFrames.Items(800, 2)));
        await _source.SendAsync(StreamFrames.Commit(Transaction, End));
        await _source.SendAsync(Finished(StreamFrames.Items(800, 3)));

        Assert.Equal([2, 1, 3], await IdsAsync());
    }

    [Fact]
    public async Task A_schema_that_is_rolled_back_with_its_transaction_stops_nobody()
    {
        var retyped = Retyped(Transaction, 1);
        await _source.SendAsync(FrameBytes.Concat(
            StreamFrames.Schema(retyped, Transaction), StreamFrames.Batch(retyped, Transaction)));
        await _source.SendAsync(StreamFrames.Abort(Transaction, Transaction));
        var rows = StreamFrames.Items(800, 2);
        await _source.SendAsync(FrameBytes.Concat(
            MemorySource.OfRelation(rows.SchemaFrame(), 1, generation: 2), Finished(rows, generation: 2)));

        Assert.Equal([2], await IdsAsync());
    }

    [Fact]
    public async Task A_schema_whose_subtransaction_is_rolled_back_stops_nobody_though_the_rest_commits()
    {
        var (before, retyped, after) =
            (StreamFrames.Items(Transaction, 1), Retyped(901, 2), StreamFrames.Items(Transaction, 3));
        await _source.SendAsync(FrameBytes.Concat(
            StreamFrames.Schema(before, Transaction), StreamFrames.Batch(before, Transaction)));
        await _source.SendAsync(FrameBytes.Concat(
            StreamFrames.Schema(retyped, Transaction, generation: 2),
            StreamFrames.Batch(retyped, Transaction, generation: 2)));
        await _source.SendAsync(FrameBytes.Concat(
            StreamFrames.Schema(after, Transaction, generation: 3),
            StreamFrames.Batch(after, Transaction, generation: 3)));
        await _source.SendAsync(StreamFrames.Commit(Transaction, End, (2, 2)));

        Assert.Equal([1, 3], await IdsAsync());
    }

    [Fact]
    public async Task A_schema_that_does_not_fit_stops_the_stream_at_the_commit_before_its_first_row()
    {
        var (before, retyped) = (StreamFrames.Items(Transaction, 1), Retyped(Transaction, 2));
        await _source.SendAsync(FrameBytes.Concat(
            StreamFrames.Schema(before, Transaction), StreamFrames.Batch(before, Transaction)));
        await _source.SendAsync(FrameBytes.Concat(
            StreamFrames.Schema(retyped, Transaction, generation: 2),
            StreamFrames.Batch(retyped, Transaction, generation: 2)));
        var error = await Assert.ThrowsAsync<CdcSchemaDriftException>(
            () => _source.SendAsync(StreamFrames.Commit(Transaction, End)));

        Assert.Equal("public.items", error.Table);
        Assert.Equal(End, error.Lsn);
        Assert.Equal([1], await IdsAsync());
    }

    [Fact]
    public async Task Each_batch_is_read_by_the_schema_that_it_was_sent_with()
    {
        var (before, after) = (StreamFrames.Items(Transaction, 1), Grown(Transaction, 2));
        await _source.SendAsync(FrameBytes.Concat(
            StreamFrames.Schema(before, Transaction), StreamFrames.Batch(before, Transaction)));
        await _source.SendAsync(FrameBytes.Concat(
            StreamFrames.Schema(after, Transaction, generation: 2),
            StreamFrames.Batch(after, Transaction, generation: 2)));
        // Another one, that does not see the column yet, and goes on when the first has committed.
        var other = StreamFrames.Items(800, 3);
        await _source.SendAsync(FrameBytes.Concat(
            MemorySource.OfRelation(other.SchemaFrame(), 1, generation: 3), Finished(other, generation: 3)));
        await _source.SendAsync(Finished(other, generation: 3));
        await _source.SendAsync(StreamFrames.Commit(Transaction, End));
        await _source.SendAsync(Finished(other, generation: 3));
        await _source.SendAsync(FrameBytes.Concat(
            MemorySource.OfRelation(after.SchemaFrame(), 1, generation: 4), Finished(Grown(800, 4), generation: 4)));

        Assert.Equal([3, 3, 1, 2, 3, 4], await IdsAsync());
    }

    [Fact]
    public async Task A_schema_outlives_the_part_of_the_file_that_it_came_with()
    {
        var (undone, rest) = (StreamFrames.Items(901, 1), StreamFrames.Items(Transaction, 2));
        await _source.SendAsync(FrameBytes.Concat(
            StreamFrames.Schema(undone, Transaction), StreamFrames.Batch(undone, Transaction)));
        await _source.SendAsync(StreamFrames.Abort(Transaction, 901));
        await _source.SendAsync(StreamFrames.Batch(rest, Transaction));
        await _source.SendAsync(StreamFrames.Commit(Transaction, End, (1, 1)));

        Assert.Equal([2], await IdsAsync());
    }

    private static StreamedTable Retyped(uint transaction, uint sequence) =>
        StreamFrames.InProgress(new StreamedTable("I", table: "items"), transaction, sequence)
            .Column("id", "text", Values.Text("one"));

    /// <summary>With a column more, in front of the others.</summary>
    private static StreamedTable Grown(uint transaction, uint sequence) =>
        StreamFrames.InProgress(new StreamedTable("I", table: "items"), transaction, sequence)
            .Column("note", "text", Values.Text("new"))
            .Column("id", "bigint", Values.Fixed<long>(Int64Type.Default, sequence));

    private static byte[] Finished(StreamedTable rows, uint generation = 1) =>
        MemorySource.OfRelation(rows.BatchFrame(), 1, generation);

    private async Task<List<long>> IdsAsync()
    {
        _source.Complete();
        List<long> ids = [];
        await foreach (var change in _items)
            ids.Add(change.Id);
        return ids;
    }
}
