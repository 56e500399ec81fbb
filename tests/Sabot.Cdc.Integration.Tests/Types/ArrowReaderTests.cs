using Apache.Arrow;
using Apache.Arrow.Ipc;
using Npgsql;
using Sabot.Cdc.Integration.Tests.Harness;
using Sabot.Cdc.Integration.Tests.Servers;
using Xunit.Abstractions;

namespace Sabot.Cdc.Integration.Tests.Types;

/// <summary>
/// What Apache.Arrow reads, which is not ours: from payloads of <c>format 'ipc'</c> by its own reader, and from the
/// RecordBatches of a live stream.
/// </summary>
[Collection(ServerCollection.Name)]
public sealed class ArrowReaderTests(ServerFixture fixture, ITestOutputHelper output)
{
    private const int SystemColumns = 6;

    [Fact]
    public async Task ArrowStreamReaderReadsEveryTypeFromTheIpcFormatAsPostgresShowsIt()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "types_ipc");
        await database.CreateSlotAsync();
        var expected = await FillAsync(database);

        var seen = 0;
        foreach (var payload in await ReadPayloadsAsync(database))
        {
            using var reader = new ArrowStreamReader(new MemoryStream(payload));
            while (reader.ReadNextRecordBatch() is { } batch)
                Check(batch, expected, ref seen);
            Assert.Equal("types", reader.Schema.Metadata["pg.table"]);
        }

        Assert.Equal(expected.Count, seen);
    }

    [Fact]
    public async Task ARecordBatchOfALiveStreamHasTheSameValuesAndOutlivesItsBatch()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "types_record_batch");
        await database.CreateSlotAsync();
        var expected = await FillAsync(database);
        await using var client = database.Client(options => options.MaxBatchRows = 3);

        var follower = Follower.Start(client.Types().Batches, batch => (Arrow: batch.ToRecordBatch(), batch.Count));
        await database.CaughtUpAsync(client);
        await client.StopAsync();
        await follower.Completion;

        Assert.True(follower.Count > 2, $"{expected.Count} rows came in {follower.Count} batches of at most 3.");
        var seen = 0;
        foreach (var (batch, count) in follower.Items)
        {
            Assert.Equal(count, batch.Length);
            Check(batch, expected, ref seen);
        }

        Assert.Equal(expected.Count, seen);
    }

    [Fact]
    public async Task TheSchemaSaysWhatPostgresCallsEachColumn()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "types_metadata");
        await database.CreateSlotAsync();
        await database.ExecuteAsync("INSERT INTO types (id) VALUES (1)");
        var types = new List<string>();
        await using (var connection = await database.OpenAsync())
        await using (var query = new NpgsqlCommand(
            "SET search_path = ''; SELECT attname || ' ' || format_type(atttypid, atttypmod) || CASE WHEN attnotnull THEN ' not null' ELSE '' END FROM pg_attribute WHERE attrelid = 'public.types'::regclass AND attnum > 0 ORDER BY attnum",
            connection))
        await using (var reader = await query.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
                types.Add(reader.GetString(0));
        }

        var payload = Assert.Single(await ReadPayloadsAsync(database));
        using var stream = new ArrowStreamReader(new MemoryStream(payload));
        var schema = stream.Schema;

        Assert.Equal(
            ["__op", "__xid", "__lsn", "__ts", "__seq", "__unchanged"],
            schema.FieldsList.Take(SystemColumns).Select(field => field.Name));
        Assert.Equal(
            types,
            schema.FieldsList.Skip(SystemColumns).Where(field => field.Name != "__text").Select(field =>
                $"{field.Name} {field.Metadata["pg.type"]}{(field.Metadata["pg.notnull"] == "true" ? " not null" : "")}"));
        Assert.Equal(
            ("public", "types", "r", "full", "[\"id\"]"),
            (schema.Metadata["pg.schema"], schema.Metadata["pg.table"], schema.Metadata["pg.kind"], schema.Metadata["pg.identity"], schema.Metadata["pg.key"]));
    }

    /// <summary>Every edge and some random rows; returns PostgreSQL's text of them by id.</summary>
    private async Task<List<string?[]>> FillAsync(TestDatabase database)
    {
        var random = Seed.Create(output);
        var rows = TypesTable.EdgeRows().Concat(Enumerable.Range(0, 100).Select(_ => TypesTable.RandomRow(random))).ToList();
        await database.ExecuteAsync(string.Concat(rows.Select((row, id) => TypesTable.Insert(id, row))));
        return [.. (await TypesTable.ReadAsync(database)).OrderBy(row => row.Key).Select(row => row.Value)];
    }

    /// <summary>Reads the slot in a session whose settings print nothing as the tests expect it, which must not matter.</summary>
    private static async Task<List<byte[]>> ReadPayloadsAsync(TestDatabase database)
    {
        await using var connection = await database.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            SET datestyle = 'German, DMY'; SET timezone = 'Asia/Kathmandu'; SET extra_float_digits = -5; SET intervalstyle = 'sql_standard';
            SET bytea_output = 'escape'; SET search_path = ''; SET quote_all_identifiers = on;
            """, connection);
        await command.ExecuteNonQueryAsync();
        command.CommandText = $"SELECT data FROM pg_logical_slot_get_binary_changes('{database.Slot}', NULL, NULL, 'format', 'ipc', 'max_batch_rows', '5')";
        var payloads = new List<byte[]>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            payloads.Add(reader.GetFieldValue<byte[]>(0));
        return payloads;
    }

    private static void Check(RecordBatch batch, List<string?[]> expected, ref int seen)
    {
        var ids = (Int32Array)batch.Column("id");
        for (var row = 0; row < batch.Length; row++, seen++)
        {
            Assert.Equal(((byte)'I', seen), (((UInt8Array)batch.Column("__op")).GetValue(row), ids.GetValue(row)));
            for (var i = 0; i < TypesTable.Columns.Length; i++)
            {
                var name = TypesTable.Columns[i].Name;
                ArrowValue.Check(expected[seen][i], batch, name, row, $"{name} of row {seen}");
            }
        }
    }
}
