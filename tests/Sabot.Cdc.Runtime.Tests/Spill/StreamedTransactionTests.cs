using Microsoft.Extensions.Logging;
using Sabot.Cdc.Integration.Tests.Hosting;
using Sabot.Cdc.Runtime.Tests.Delivery;

namespace Sabot.Cdc.Runtime.Tests.Spill;

public sealed class StreamedTransactionTests : IDisposable
{
    private const uint Transaction = 900;
    private const ulong End = 5000;

    private readonly LogLines _logs = new();
    private readonly string _parent = Directory.CreateTempSubdirectory("sabot-cdc-test-").FullName;
    private readonly MemorySource _source;
    private readonly CdcStream<ItemChange, ItemBatch> _items;
    private bool _schemaSent;

    public StreamedTransactionTests()
    {
        _source = new MemorySource(capacity: 4, logger: _logs.CreateLogger("Sabot.Cdc.CdcClient")) { SpillFolder = _parent };
        _items = _source.Items();
    }

    public void Dispose()
    {
        _source.Dispose();
        Directory.Delete(_parent, recursive: true);
    }

    [Fact]
    public async Task What_is_in_progress_comes_with_its_commit_and_then_looks_as_if_it_had_come_only_then()
    {
        await SendAsync(StreamFrames.Items("IOUD", Transaction, 1, 2, 2, 3));
        await SendAsync(StreamFrames.Items(subtransaction: 901, 4, 5), Transaction);
        Assert.Equal(0, _source.Counters.Changes);

        await CommitAsync();

        Assert.Equal(
            [
                $"Insert 1 0/1388:1 {Transaction}",
                $"Update 2 0/1388:2 {Transaction}",
                $"Delete 3 0/1388:3 {Transaction}",
                $"Insert 4 0/1388:4 {Transaction}",
                $"Insert 5 0/1388:5 {Transaction}",
            ],
            await AllAsync());
    }

    [Fact]
    public async Task Changes_of_subtransactions_that_were_rolled_back_go_and_leave_no_gap()
    {
        await SendAsync(StreamFrames.Items(Transaction, 1, 2, 3, 4));
        await SendAsync(StreamFrames.Items(Transaction, 5, 6));
        await SendAsync(StreamFrames.Items(Transaction, 7, 9, 12));

        await CommitAsync((2, 3), (5, 6), (8, 9));

        Assert.Equal(
            [
                $"Insert 1 0/1388:1 {Transaction}",
                $"Insert 4 0/1388:2 {Transaction}",
                $"Insert 7 0/1388:3 {Transaction}",
                $"Insert 12 0/1388:6 {Transaction}",
            ],
            await AllAsync());
    }

    [Fact]
    public async Task A_batch_has_no_row_more_than_counts()
    {
        await SendAsync(StreamFrames.Items(Transaction, 1, 2, 3, 4));
        await SendAsync(StreamFrames.Items(Transaction, 5, 6));
        await CommitAsync((1, 1), (4, 6));
        _source.Complete();

        List<long[]> batches = [];
        await foreach (var batch in _items.Batches)
            batches.Add(batch.Ids);
        Assert.Equal([2, 3], Assert.Single(batches));
    }

    [Fact]
    public async Task Transactions_that_were_in_progress_at_the_same_time_come_in_the_order_of_their_commits()
    {
        await SendAsync(StreamFrames.Items(Transaction, 1));
        await SendAsync(StreamFrames.Items(Transaction + 1, 10), Transaction + 1);
        await _source.SendItemsAsync(1, progress: 4000);
        await SendAsync(StreamFrames.Items(Transaction, 2));
        await _source.SendAsync(StreamFrames.Commit(Transaction + 1, 4500));
        await CommitAsync();

        Assert.Equal([0, 10, 1, 2], (await AllAsync()).Select(line => int.Parse(line.Split(' ')[1])));
    }

    [Fact]
    public async Task A_transaction_that_was_rolled_back_leaves_nothing_behind()
    {
        await SendAsync(StreamFrames.Items(Transaction, 1, 2));
        Assert.Single(Files());
        await _source.SendAsync(StreamFrames.Abort(Transaction, Transaction));
        Assert.Empty(Files());

        await CommitAsync();
        Assert.Empty(await AllAsync());
    }

    [Fact]
    public async Task The_end_of_the_file_goes_with_the_subtransactions_that_it_is_of()
    {
        await SendAsync(StreamFrames.Items(Transaction, 1));
        var kept = Files().Single().Length;
        await SendAsync(StreamFrames.Items(subtransaction: 901, 2, 3), Transaction);
        await SendAsync(StreamFrames.Items(subtransaction: 902, 4), Transaction);
        await SendAsync(StreamFrames.Items(subtransaction: 901, 5), Transaction);
        var all = Files().Single().Length;

        await _source.SendAsync(StreamFrames.Abort(Transaction, 902));
        Assert.Equal(all, Files().Single().Length);
        await _source.SendAsync(StreamFrames.Abort(Transaction, 901));
        Assert.Equal(kept, Files().Single().Length);

        await SendAsync(StreamFrames.Items(Transaction, 6));
        await CommitAsync((2, 5));
        Assert.Equal([$"Insert 1 0/1388:1 {Transaction}", $"Insert 6 0/1388:2 {Transaction}"], await AllAsync());
    }

    [Fact]
    public async Task What_lies_among_rows_of_others_stays_in_the_file_and_does_not_count()
    {
        var mixed = StreamFrames.Items(Transaction, 1, 2);
        mixed.TransactionId = row => Transaction + (uint)row;
        await SendAsync(mixed);
        var all = Files().Single().Length;
        await _source.SendAsync(StreamFrames.Abort(Transaction, Transaction + 1));
        Assert.Equal(all, Files().Single().Length);

        await CommitAsync((2, 2));
        Assert.Equal([$"Insert 1 0/1388:1 {Transaction}"], await AllAsync());
    }

    [Fact]
    public async Task Rows_of_very_many_subtransactions_stay_until_the_commit()
    {
        var sequences = Enumerable.Range(1, 100).Select(n => (uint)n).ToArray();
        var mixed = StreamFrames.Items(Transaction, sequences);
        mixed.TransactionId = row => Transaction + (uint)row;
        await SendAsync(mixed);
        for (uint i = 0; i < 99; i++)
            await _source.SendAsync(StreamFrames.Abort(Transaction, Transaction + 1 + i));
        Assert.Single(Files());

        await CommitAsync((2, 100));
        Assert.Equal([$"Insert 1 0/1388:1 {Transaction}"], await AllAsync());
    }

    [Fact]
    public async Task Rows_that_lie_behind_those_of_a_subtransaction_that_was_rolled_back_stay()
    {
        var mixed = StreamFrames.Items(Transaction, 1, 2);
        mixed.TransactionId = row => Transaction + 1 - (uint)row;
        await SendAsync(mixed);
        await _source.SendAsync(StreamFrames.Abort(Transaction, Transaction + 1));
        await CommitAsync((1, 1));
        Assert.Equal([$"Insert 2 0/1388:1 {Transaction}"], await AllAsync());
    }

    [Fact]
    public async Task One_message_may_bring_rows_of_several_transactions()
    {
        await SendAsync(StreamFrames.Items(Transaction, 1));
        await _source.SendAsync(FrameBytes.Concat(
            StreamFrames.Batch(StreamFrames.Items(Transaction, 2), Transaction, relation: 9),
            StreamFrames.Batch(StreamFrames.Items(Transaction + 1, 10), Transaction + 1, relation: 9),
            StreamFrames.Batch(StreamFrames.Items(Transaction, 3), Transaction, relation: 9)));
        await _source.SendAsync(StreamFrames.Abort(Transaction + 1, Transaction + 1));
        await CommitAsync();
        Assert.Equal([1, 2, 3], (await AllAsync()).Select(line => int.Parse(line.Split(' ')[1])));
    }

    [Fact]
    public async Task The_file_is_gone_once_its_transaction_is_delivered_and_the_folder_with_the_session()
    {
        await SendAsync(StreamFrames.Items(Transaction, 1));
        await CommitAsync();
        Assert.Empty(Files());
        await SendAsync(StreamFrames.Items(Transaction + 1, 1), Transaction + 1);
        Assert.Single(Files());

        _source.Dispose();
        Assert.Empty(Directory.EnumerateFileSystemEntries(_parent));
    }

    [Fact]
    public async Task Commits_and_aborts_of_what_is_not_known_say_nothing()
    {
        await _source.SendAsync(StreamFrames.Abort(77, 77));
        await _source.SendAsync(StreamFrames.Abort(77, 78));
        await _source.SendAsync(FrameBytes.Concat(StreamFrames.Commit(77, 100, (1, 9)), MemorySource.Progress(100)));
        Assert.Empty(await AllAsync());
        Assert.Equal(100u, _source.Ledger.Acknowledged);
    }

    [Fact]
    public async Task Nothing_of_a_committed_transaction_is_acknowledged_before_it_is_finished()
    {
        await SendAsync(StreamFrames.Items(Transaction, 1));
        await _source.SendProgressAsync(3000);
        Assert.Equal(3000u, _source.Ledger.Acknowledged);

        await _source.SendAsync(
            FrameBytes.Concat(StreamFrames.Commit(Transaction, End), MemorySource.Progress(End)));
        Assert.Equal(3000u, _source.Ledger.Acknowledged);

        await AllAsync();
        Assert.Equal(End, _source.Ledger.Acknowledged);
    }

    [Fact]
    public async Task A_commit_reads_no_more_of_the_file_than_the_queue_has_room_for()
    {
        for (uint i = 1; i <= 20; i++)
            await SendAsync(StreamFrames.Items(Transaction, i));
        var committing = CommitAsync();
        QueueIsFull();
        Assert.False(committing.IsCompleted);

        List<long> ids = [];
        await foreach (var change in _items)
        {
            ids.Add(change.Id);
            Assert.True(_source.Counters.Changes <= ids.Count + 5);
            if (ids.Count == 20)
                break;
        }

        await committing;
        Assert.Equal(Enumerable.Range(1, 20).Select(n => (long)n), ids);
    }

    [Fact]
    public async Task A_stop_in_the_middle_of_a_commit_delivers_nothing_behind_it_and_acknowledges_none_of_it()
    {
        for (uint i = 1; i <= 20; i++)
            await SendAsync(StreamFrames.Items(Transaction, i));
        var committing = _source.SendAsync(
            FrameBytes.Concat(StreamFrames.Commit(Transaction, End), MemorySource.Progress(End)));
        QueueIsFull();
        await _source.BoundLifted.CancelAsync();
        await committing;
        await _source.SendItemsAsync(1, progress: 6000);

        Assert.Equal(5, (await AllAsync()).Count);
        Assert.Equal(0u, _source.Ledger.Acknowledged);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task Bytes_are_counted_once_though_they_pass_twice()
    {
        var rows = StreamFrames.Items(Transaction, 1, 2);
        var payload = FrameBytes.Concat(StreamFrames.Schema(rows, Transaction), StreamFrames.Batch(rows, Transaction));
        var commit = StreamFrames.Commit(Transaction, End);
        await _source.SendAsync(payload);
        await _source.SendAsync(commit);
        Assert.Equal(payload.Length + commit.Length, _source.Counters.Bytes);
        Assert.Equal(2, _source.Counters.Payloads);
        Assert.Equal(2, _source.Counters.Changes);
    }

    [Fact]
    public async Task What_becomes_of_a_transaction_in_progress_is_logged_once_however_often_it_is_sent()
    {
        await SendAsync(StreamFrames.Items(Transaction, 1, 2));
        await SendAsync(StreamFrames.Items(subtransaction: 901, 3), Transaction);
        await SendAsync(StreamFrames.Items(904, 1), transaction: 904);
        var files = Files();
        var folder = files[0].DirectoryName;
        Assert.Equal(
            [
                $"80 Debug Transaction 900 is large and in progress; keeping it in {folder}",
                $"80 Debug Transaction 904 is large and in progress; keeping it in {folder}",
            ],
            Events());

        var bytes = files.ToDictionary(file => file.Name, file => file.Length);
        await _source.SendAsync(StreamFrames.Abort(Transaction, 901));
        bytes["900.spill"] = Files().Single(file => file.Name == "900.spill").Length;
        await _source.SendAsync(StreamFrames.Abort(904, 904));
        await CommitAsync((3, 3));

        Assert.Equal(
            [
                $"82 Debug Transaction 904 was rolled back; dropping {bytes["904.spill"]} bytes from the disk",
                $"81 Debug Transaction 900 has committed at 0/1388; delivering {bytes["900.spill"]} bytes that were kept on the disk",
            ],
            Events().Skip(2));
    }

    [Fact]
    public async Task A_file_that_cannot_be_removed_is_named()
    {
        await SendAsync(StreamFrames.Items(Transaction, 1));
        var file = Assert.Single(Files());
        if (OperatingSystem.IsWindows())
            return;
        file.Delete();
        Directory.CreateDirectory(file.FullName);
        await _source.SendAsync(StreamFrames.Abort(Transaction, Transaction));

        var (level, text, exception) = _logs.One(85);
        Assert.Equal((LogLevel.Warning, $"Could not remove {file.FullName}; delete it, nothing needs it any more"), (level, text));
        Assert.NotNull(exception);
        Directory.Delete(file.FullName);
    }

    // Without those of schemas.
    private IEnumerable<string> Events() =>
        _logs.All.Where(line => line.Id != 8).Select(line => $"{line.Id} {line.Level} {line.Text}");

    private Task SendAsync(StreamedTable rows, uint transaction = Transaction)
    {
        var batch = StreamFrames.Batch(rows, transaction, relation: 9);
        var schema = _schemaSent ? [] : StreamFrames.Schema(rows, transaction, relation: 9);
        _schemaSent = true;
        return _source.SendAsync(FrameBytes.Concat(schema, batch));
    }

    private Task CommitAsync(params (uint, uint)[] rolledBack) =>
        _source.SendAsync(StreamFrames.Commit(Transaction, End, rolledBack));

    /// <summary>Waits until the queue holds its 4, and one more waits to get into it.</summary>
    private void QueueIsFull() =>
        Assert.True(SpinWait.SpinUntil(() => _source.Counters.Changes == 5, TimeSpan.FromSeconds(30)));

    private List<FileInfo> Files() =>
        [.. new DirectoryInfo(_parent).EnumerateFiles("*.spill", SearchOption.AllDirectories)];

    /// <summary>Everything that was sent until now, and the end of the stream.</summary>
    private async Task<List<string>> AllAsync()
    {
        _source.Complete();
        List<string> lines = [];
        await foreach (var change in _items)
        {
            var view = change.View;
            if (view.Position.Lsn == End)
                Assert.Equal(StreamFrames.CommitTime, view.CommitTime.Ticks / 10 - DateTime.UnixEpoch.Ticks / 10);
            lines.Add($"{view.Kind} {change.Id} {view.Position} {view.TransactionId}");
        }

        return lines;
    }
}
