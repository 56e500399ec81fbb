using System.Buffers.Binary;
using System.Diagnostics;
using Sabot.Cdc.Runtime.Tests.Delivery;

namespace Sabot.Cdc.Runtime.Tests.Spill;

/// <summary>What a server must not send of transactions in progress, and damaged files.</summary>
public sealed class MalformedStreamTests : IDisposable
{
    private const uint Transaction = 900;
    private const ulong End = 5000;

    private readonly string _parent = Directory.CreateTempSubdirectory("sabot-cdc-test-").FullName;
    private readonly MemorySource _source;

    public MalformedStreamTests()
    {
        _source = new MemorySource { SpillFolder = _parent };
        _source.Items();
    }

    public void Dispose()
    {
        _source.Dispose();
        Directory.Delete(_parent, recursive: true);
    }

    [Theory]
    [InlineData(0u, 1u, 0u, 0u)]
    [InlineData(2u, 1u, 0u, 0u)]
    [InlineData(1u, 2u, 2u, 3u)]
    [InlineData(5u, 6u, 1u, 2u)]
    [InlineData(1u, uint.MaxValue, 1u, 2u)]
    public async Task Ranges_that_do_not_ascend_from_1_are_refused(uint first, uint last, uint nextFirst, uint nextLast)
    {
        await SendAsync(StreamFrames.Items(Transaction, 1, 2));
        var error = await RefusedAsync(StreamFrames.Commit(Transaction, End, (first, last), (nextFirst, nextLast)));
        Assert.Contains("transaction 900", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_commit_without_a_position_is_refused() =>
        await RefusedAsync(StreamFrames.Commit(Transaction, 0));

    [Fact]
    public async Task Numbers_of_transactions_are_not_0_nor_longer_than_32_bits()
    {
        var rows = StreamFrames.Items(Transaction, 1);
        var tooLong = StreamFrames.Batch(rows, Transaction);
        tooLong[20] = 1;
        await RefusedAsync(FrameBytes.Concat(StreamFrames.Schema(rows, Transaction), tooLong));
        await RefusedAsync(StreamFrames.Batch(rows, 0));
        await RefusedAsync(StreamFrames.Commit(0, End));
        await RefusedAsync(StreamFrames.Abort(0, 0));
        await RefusedAsync(StreamFrames.Abort(Transaction, 0));
    }

    [Fact]
    public async Task Rows_without_their_schema_are_refused()
    {
        var rows = StreamFrames.Items(Transaction, 1);
        await RefusedAsync(StreamFrames.Batch(rows, Transaction));
        await SendAsync(rows);
        var error = await RefusedAsync(StreamFrames.Batch(rows, Transaction, generation: 2));
        Assert.Contains("relation 1, generation 2, without its schema", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_of_finished_transactions_do_not_come_with_those_of_one_in_progress()
    {
        var rows = StreamFrames.Items(Transaction, 1);
        await RefusedAsync(FrameBytes.Concat(
            MemorySource.OfRelation(rows.SchemaFrame(), 1), StreamFrames.Batch(rows, Transaction)));
        await RefusedAsync(FrameBytes.Concat(
            MemorySource.OfRelation(rows.BatchFrame(), 1), StreamFrames.Commit(Transaction, End)));
    }

    [Fact]
    public async Task Changes_that_do_not_ascend_within_a_batch_are_refused_at_the_commit()
    {
        await SendAsync(StreamFrames.Items(Transaction, 2, 1));
        var error = await RefusedAsync(StreamFrames.Commit(Transaction, End));
        Assert.Contains("public.items in transaction 900: Row 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_batch_whose_metadata_is_malformed_is_refused_when_it_comes()
    {
        var rows = StreamFrames.Items(Transaction, 1);
        var batch = StreamFrames.Batch(rows, Transaction);
        batch[24] = 2;
        var error = await RefusedAsync(FrameBytes.Concat(StreamFrames.Schema(rows, Transaction), batch));
        Assert.Contains("public.items in transaction 900", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_did_not_ask_for_streams_refuses_them()
    {
        using var plain = new MemorySource();
        plain.Items();
        var rows = StreamFrames.Items(Transaction, 1);
        foreach (var payload in (byte[][])[StreamFrames.Schema(rows, Transaction), StreamFrames.Commit(Transaction, End), StreamFrames.Abort(Transaction, Transaction)])
        {
            var error = await Assert.ThrowsAsync<CdcProtocolException>(() => plain.SendAsync(payload));
            Assert.Contains("streaming was not asked for", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_file_that_somebody_has_shortened_is_an_error_that_names_the_folder()
    {
        await SendAsync(StreamFrames.Items(Transaction, 1));
        ChangeFile("truncate --size=-8 \"$1\"");
        await DamagedAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    [InlineData(int.MaxValue)]
    public async Task A_file_whose_lengths_somebody_has_changed_is_an_error_that_names_the_folder(long length)
    {
        await SendAsync(StreamFrames.Items(Transaction, 1));
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
        var octal = string.Concat(bytes.Select(value => @"\" + Convert.ToString(value, 8).PadLeft(3, '0')));
        ChangeFile($"printf '{octal}' | dd of=\"$1\" conv=notrunc status=none");
        await DamagedAsync();
    }

    [Fact]
    public async Task A_folder_that_takes_no_file_is_an_error_that_says_what_to_do()
    {
        await _source.SendProgressAsync(1);
        foreach (var folder in Directory.EnumerateDirectories(_parent))
            Directory.Delete(folder, recursive: true);
        var error = await Assert.ThrowsAsync<CdcSpillException>(() => SendAsync(StreamFrames.Items(Transaction, 1)));
        Assert.StartsWith(_parent, error.Folder, StringComparison.Ordinal);
        Assert.Contains("transaction 900", error.Message, StringComparison.Ordinal);
        Assert.Contains("SpillFolder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_random_change_of_a_byte_is_refused_or_harmless()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var rows = StreamFrames.InProgress(UsersTable.Streamed("IOUDI"), Transaction, 1, 2, 2, 3, 4);
        byte[][] sent =
        [
            StreamFrames.Schema(rows, Transaction),
            StreamFrames.Batch(rows, Transaction),
            StreamFrames.Abort(Transaction, 901),
            StreamFrames.Commit(Transaction, End, (2, 2)),
        ];
        for (var i = 0; i < 3_000; i++)
        {
            using var source = new MemorySource(capacity: 64) { SpillFolder = _parent };
            source.Untyped(SubscriptionScope.Everything);
            var payload = (byte[])[.. sent[0], .. sent[1], .. sent[2], .. sent[3]];
            payload[random.Next(sent[0].Length, payload.Length)] ^= (byte)(1 << random.Next(8));
            if (random.Next(4) == 0)
                payload[random.Next(payload.Length)] = (byte)random.Next(256);
            try
            {
                await source.SendAsync(payload);
            }
            catch (CdcProtocolException)
            {
                continue;
            }
            catch (Exception e)
            {
                Assert.Fail($"Seed {seed}, case {i}: {e}");
            }
        }
    }

    private Task SendAsync(StreamedTable rows) => _source.SendAsync(
        FrameBytes.Concat(StreamFrames.Schema(rows, Transaction), StreamFrames.Batch(rows, Transaction)));

    private Task<CdcProtocolException> RefusedAsync(byte[] payload) =>
        Assert.ThrowsAsync<CdcProtocolException>(() => _source.SendAsync(payload));

    private async Task DamagedAsync()
    {
        var error = await Assert.ThrowsAsync<CdcSpillException>(
            () => _source.SendAsync(StreamFrames.Commit(Transaction, End)));
        Assert.Contains("not as it was written", error.Message, StringComparison.Ordinal);
        Assert.StartsWith(_parent, error.Folder, StringComparison.Ordinal);
    }

    /// <summary>As a program would that heeds no locks.</summary>
    private void ChangeFile(string command)
    {
        var file = Directory.GetFiles(_parent, "*.spill", SearchOption.AllDirectories).Single();
        using var shell = Process.Start("/bin/sh", ["-c", command, "sh", file]);
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
    }
}
