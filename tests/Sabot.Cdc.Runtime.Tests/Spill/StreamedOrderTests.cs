using Sabot.Cdc.Runtime.Tests.Delivery;

namespace Sabot.Cdc.Runtime.Tests.Spill;

/// <summary>Streams over several tables of a transaction that was streamed.</summary>
public sealed class StreamedOrderTests : IDisposable
{
    private const uint Transaction = 900;
    private const ulong End = 5000;

    private readonly string _parent = Directory.CreateTempSubdirectory("sabot-cdc-test-").FullName;
    private readonly MemorySource _source;

    public StreamedOrderTests() => _source = new MemorySource(capacity: 16) { SpillFolder = _parent };

    public void Dispose()
    {
        _source.Dispose();
        Directory.Delete(_parent, recursive: true);
    }

    [Fact]
    public async Task Changes_of_several_tables_come_in_the_order_in_which_they_were_made()
    {
        var changes = _source.Changes();
        await SendAsync(first: true, [1, 4], [2, 3]);
        await SendAsync(first: false, [6], [5]);
        await CommitAsync((3, 3));
        _source.Complete();

        List<string> lines = [];
        await foreach (var change in changes)
            lines.Add($"{change.Table.Name} {change.Position.Sequence}");
        Assert.Equal(["items 1", "parts 2", "items 3", "parts 4", "items 5"], lines);
    }

    [Fact]
    public async Task Rows_are_taken_out_of_each_table_s_batch_by_itself()
    {
        var changes = _source.Changes();
        await SendAsync(first: true, [1, 4, 5], [2, 3]);
        await CommitAsync((4, 4));
        _source.Complete();

        List<string> lines = [];
        await foreach (var change in changes)
            lines.Add($"{change.Table.Name} {change switch { ItemChange item => item.Id, PartChange part => part.Id, _ => 0 }} {change.Position.Sequence}");
        Assert.Equal(["items 1 1", "parts 2 2", "parts 3 3", "items 5 4"], lines);
    }

    [Fact]
    public async Task A_streamed_transaction_is_one_transaction_that_ends_with_its_progress()
    {
        var transactions = _source.Transactions();
        await SendAsync(first: true, [1, 4], [2, 3]);
        await SendAsync(first: false, [6], [5]);
        await CommitAsync();

        await foreach (var transaction in transactions)
        {
            Assert.Equal((End, Transaction), (transaction.Lsn, transaction.TransactionId));
            var count = 0;
            // Ends though the stream does not.
            await foreach (var change in transaction)
                Assert.Equal((uint)++count, change.Position.Sequence);
            Assert.Equal(6, count);
            break;
        }
    }

    private Task SendAsync(bool first, uint[] items, uint[] parts)
    {
        var rows = new[] { (1u, StreamFrames.Rows("items", items)), (2u, StreamFrames.Rows("parts", parts)) };
        return _source.SendAsync(FrameBytes.Concat(
        [
            .. rows.Where(_ => first).Select(table => StreamFrames.Schema(table.Item2, Transaction, table.Item1)),
            .. rows.Select(table => StreamFrames.Batch(table.Item2, Transaction, table.Item1)),
        ]));
    }

    private Task CommitAsync(params (uint, uint)[] rolledBack) => _source.SendAsync(FrameBytes.Concat(
        StreamFrames.Commit(Transaction, End, rolledBack), MemorySource.Progress(End)));
}
