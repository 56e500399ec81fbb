using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Microsoft.Extensions.Logging;
using Sabot.Cdc.Integration.Tests.Hosting;

namespace Sabot.Cdc.Runtime.Tests.Handlers;

public sealed class ParkingTests : IDisposable
{
    private readonly LogLines _logs = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("sabot-park-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_parked_change_is_written_with_its_old_image_and_the_error_and_then_done()
    {
        List<long> seen = [];
        using var items = Items(id => id == 20, seen);
        await items.SendAsync("IOUI", [1, 19, 20, 3], progress: 100);

        await items.RunToEndAsync();

        Assert.Equal([1, 3], seen);
        Assert.Equal(100u, items.Source.Ledger.Acknowledged);
        var files = Files();
        var name = Path.Combine("shop", "public.items", $"{FrameBytes.Position:X16}-0000000002.ItemsHandler");
        Assert.Equal([name + ".arrow", name + ".json"], files);

        var (level, text, exception) = _logs.One(62);
        Assert.Equal(
            (
                LogLevel.Error,
                $"Parked the Update of public.items at {new CdcPosition(FrameBytes.Position, 2)} in {Path.Combine(_folder, files[0])} "
                    + "and went on: handler ItemsHandler failed on it, attempts: 2"),
            (level, text));
        Assert.IsType<FormatException>(exception);

        var batch = Read(files[0]);
        Assert.Equal(2, batch.Length);
        Assert.Equal("OU"u8, ((UInt8Array)batch.Column("__op")).Values);
        Assert.Equal([19, 20], ((Int64Array)batch.Column("id")).Values);
        Assert.Equal(2u, ((UInt32Array)batch.Column("__seq")).GetValue(1));
        Assert.Equal("items", batch.Schema.Metadata["pg.table"]);
        Assert.Equal("bigint", batch.Schema.GetFieldByName("id").Metadata["pg.type"]);

        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_folder, files[1])));
        string? Text(string property) => json.RootElement.GetProperty(property).GetString();
        Assert.Equal(("shop", "public.items", "Update", "ItemsHandler"), (Text("slot"), Text("table"), Text("kind"), Text("handler")));
        Assert.Equal(new CdcPosition(FrameBytes.Position, 2), CdcPosition.Parse(Text("position")!));
        Assert.Equal(2, json.RootElement.GetProperty("attempts").GetInt32());
        var error = json.RootElement.GetProperty("error");
        Assert.Equal("System.FormatException", error.GetProperty("type").GetString());
        Assert.Equal("no such item: 20", error.GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_change_that_comes_again_takes_the_place_of_its_files()
    {
        for (var start = 0; start < 2; start++)
        {
            using var items = Items(_ => true, []);
            await items.SendAsync("I", [start], progress: 100);
            await items.RunToEndAsync();
        }

        Assert.Equal(2, Files().Length);
        Assert.Equal([1], ((Int64Array)Read(Files()[0]).Column("id")).Values);
    }

    [Fact]
    public async Task When_parking_fails_the_stream_ends_and_says_why()
    {
        // The table's folder cannot be made: a file has its name.
        Directory.CreateDirectory(Path.Combine(_folder, "shop"));
        File.WriteAllText(Path.Combine(_folder, "shop", "public.items"), "");
        using var items = Items(_ => true, []);
        await items.SendAsync("I", [1], progress: 100);

        var error = await Assert.ThrowsAsync<CdcHandlerException>(items.RunToEndAsync);

        Assert.Contains($"could not be parked in {Path.Combine(_folder, "shop", "public.items")}", error.Message);
        Assert.Contains("comes again after the next start", error.Message);
        var causes = Assert.IsType<AggregateException>(error.InnerException).InnerExceptions;
        Assert.IsType<FormatException>(causes[0]);
        Assert.IsAssignableFrom<IOException>(causes[1]);
        Assert.Equal(0u, items.Source.Ledger.Acknowledged);
    }

    [Fact]
    public async Task A_full_disk_ends_the_stream_and_leaves_no_half_of_a_file()
    {
        if (!File.Exists("/dev/full"))
            return;
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "shop", "public.items")).FullName;
        var name = Path.Combine(folder, $"{FrameBytes.Position:X16}-0000000000.ItemsHandler.arrow");
        File.CreateSymbolicLink(name + ".tmp", "/dev/full");
        using var items = Items(_ => true, []);
        await items.SendAsync("I", [1], progress: 100);

        var error = await Assert.ThrowsAsync<CdcHandlerException>(items.RunToEndAsync);

        Assert.Contains("No space left on device", error.Message);
        Assert.Empty(Files());
        Assert.Equal(0u, items.Source.Ledger.Acknowledged);
    }

    [Fact]
    public async Task Every_type_that_PostgreSQL_has_can_be_parked_and_read_back()
    {
        var streamed = UsersTable.Streamed("IIIII");
        var batch = streamed.Decode(UsersTable.Compiled);
        var parker = new ChangeParker(_folder, "shop", "public.users", "UsersHandler");
        var expected = streamed.ToArrow();
        for (var row = 0; row < 5; row++)
        {
            var file = parker.Park(batch, row, Failure(batch, row));
            var parked = await ReadAsync(file);
            Assert.Equal(expected.ColumnCount, parked.ColumnCount);
            for (var column = 0; column < expected.ColumnCount; column++)
            {
                Assert.Equal(
                    ArrowText.Of(expected.Column(column), row),
                    ArrowText.Of(parked.Column(column), 0));
            }
        }

        batch.Release();
    }

    [Theory]
    [InlineData("public.users", "public.users")]
    [InlineData("Läden.Offene \"Posten\", 2", "Läden.Offene %22Posten%22, 2")]
    [InlineData("../..", "..%2F.%2E")]
    [InlineData("a%2Fb", "a%252Fb")]
    [InlineData("..", ".%2E")]
    public void Names_of_tables_become_names_of_folders(string table, string expected) =>
        Assert.Equal(expected, ParkedName.Segment(table));

    [Fact]
    public void A_long_name_is_cut_and_stays_different_from_others()
    {
        var name = ParkedName.Segment(new string('/', 63) + "." + new string('ü', 31));
        Assert.True(System.Text.Encoding.UTF8.GetByteCount(name) <= 120);
        Assert.NotEqual(name, ParkedName.Segment(new string('/', 63) + "." + new string('ö', 31)));
        Assert.Equal(name, ParkedName.Segment(new string('/', 63) + "." + new string('ü', 31)));
    }

    private static FailedChange Failure(CdcBatch batch, int row) =>
        new("UsersHandler", "public.users", CdcChangeKind.Insert, batch.Position(row), new FormatException("no"), 1);

    private HandledItems Items(Func<long, bool> fails, List<long> seen) => new(
        (change, _) =>
        {
            if (fails(change.Id))
                throw new FormatException($"no such item: {change.Id}");
            seen.Add(change.Id);
            return ValueTask.CompletedTask;
        },
        options => (options.OnFailure, options.ParkFolder, options.RetryAttempts) = (CdcFailureAction.Park, _folder, 1),
        logger: _logs.CreateLogger("Sabot.Cdc.Handlers"));

    private string[] Files() =>
        [.. Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(_folder, file)).Order(StringComparer.Ordinal)];

    private RecordBatch Read(string file) => ReadAsync(Path.Combine(_folder, file)).GetAwaiter().GetResult();

    private static async Task<RecordBatch> ReadAsync(string file)
    {
        using var reader = new ArrowFileReader(new MemoryStream(await File.ReadAllBytesAsync(file)));
        Assert.Equal(1, await reader.RecordBatchCountAsync());
        return await reader.ReadNextRecordBatchAsync();
    }
}
