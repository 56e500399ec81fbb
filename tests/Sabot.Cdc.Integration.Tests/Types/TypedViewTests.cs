using Sabot.Cdc.Integration.Tests.Harness;
using Sabot.Cdc.Integration.Tests.Servers;
using Xunit.Abstractions;

namespace Sabot.Cdc.Integration.Tests.Types;

/// <summary>Every mapped type through PostgreSQL, wal2arrow, the client and generated views, against PostgreSQL's own text.</summary>
[Collection(ServerCollection.Name)]
public sealed class TypedViewTests(ServerFixture fixture, ITestOutputHelper output)
{
    [Fact]
    public async Task EveryEdgeOfEveryTypeIsReadAsPostgresShowsItWhenInsertedUpdatedAndDeleted()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "types_edges");
        var rows = TypesTable.EdgeRows().ToList();

        await CheckAsync(database, rows, [.. rows.Skip(1), rows[0]]);
    }

    [Fact]
    public async Task RandomValuesOfEveryTypeAreReadAsPostgresShowsThem()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "types_random");
        var random = Seed.Create(output);

        await CheckAsync(database, Rows(200), Rows(200));

        List<string?[]> Rows(int count) => [.. Enumerable.Range(0, count).Select(_ => TypesTable.RandomRow(random))];
    }

    [Fact]
    public async Task LargeAndCompressedValuesArriveWhole()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "types_large");
        await database.CreateSlotAsync();
        await database.ExecuteAsync(
            """
            INSERT INTO types (id, text, bytea, json, jsonb, numeric_any, int4_array, xml)
            SELECT 1, repeat('compressible ü ', 100000), decode(repeat('00ff', 500000), 'hex'), to_json(repeat('j', 300000)),
                   to_jsonb(repeat('b', 300000)), (repeat('7', 100000) || '.' || repeat('3', 10000))::numeric,
                   array_agg(n), xmlparse(CONTENT '<a>' || repeat('x', 200000) || '</a>')
            FROM generate_series(1, 100000) n;
            INSERT INTO types (id, text, bytea, jsonb)
            SELECT 2, t, decode(t, 'hex'), to_jsonb(t) FROM (SELECT string_agg(md5(n::text), '') FROM generate_series(1, 60000) n) q (t);
            ALTER TABLE types ALTER text SET STORAGE EXTERNAL, ALTER bytea SET STORAGE EXTERNAL, ALTER jsonb SET STORAGE EXTERNAL;
            INSERT INTO types (id, text, bytea, jsonb) SELECT 3, text, bytea, jsonb FROM types WHERE id = 2;
            """);
        var expected = await TypesTable.ReadAsync(database);

        await ExpectAsync(database, expected.OrderBy(row => row.Key).Select(row => new ExpectedChange(CdcChangeKind.Insert, row.Key, null, row.Value)));
    }

    private static async Task CheckAsync(TestDatabase database, List<string?[]> inserted, List<string?[]> updated)
    {
        await database.CreateSlotAsync();
        await database.ExecuteAsync(string.Concat(inserted.Select((row, id) => TypesTable.Insert(id, row))));
        var first = await TypesTable.ReadAsync(database);
        await database.ExecuteAsync(string.Concat(updated.Select((row, id) => TypesTable.Update(id, row))));
        var second = await TypesTable.ReadAsync(database);
        await database.ExecuteAsync(string.Concat(updated.Select((_, id) => $"DELETE FROM types WHERE id = {id};")));
        Assert.Equal(inserted.Count, first.Count);

        var ids = Enumerable.Range(0, inserted.Count).ToList();
        await ExpectAsync(
            database,
            ids.Select(id => new ExpectedChange(CdcChangeKind.Insert, id, null, first[id]))
                .Concat(ids.Select(id => new ExpectedChange(CdcChangeKind.Update, id, first[id], second[id])))
                .Concat(ids.Select(id => new ExpectedChange(CdcChangeKind.Delete, id, second[id], null))));
    }

    /// <summary>Streams what is in the slot and holds each change against what is expected, in order.</summary>
    private static async Task ExpectAsync(TestDatabase database, IEnumerable<ExpectedChange> changes)
    {
        await using var client = database.Client();
        var expected = changes.ToList();
        var checkedChanges = 0;
        var follower = Follower.Start(client.Types(), change =>
        {
            Check(expected[checkedChanges++], change);
            return change.Position;
        });
        await follower.WaitForAsync(expected.Count);
        await database.CaughtUpAsync(client);
        await client.StopAsync();
        await follower.Completion;
        Assert.Equal(expected.Count, follower.Count);
    }

    private static void Check(ExpectedChange expected, TypesChange change)
    {
        Assert.Equal((expected.Kind, expected.Id), (change.Kind, change.Key.Id));
        Assert.Null(change.PreviousKey);
        Check(expected.Before, change.Before);
        Check(expected.After, change.After);
        if (change.Batch is var batch)
        {
            Assert.Equal(
                (2, 0, 37, 10, 2),
                (batch.Numeric12_2Scale, batch.Numeric38_0Scale, batch.Numeric38_37Scale, batch.Numeric28_10Scale, batch.MoneyAmountScale));
        }
    }

    private static void Check(string?[]? expected, TypesRow? row)
    {
        Assert.Equal(expected is null, row is null);
        if (expected is not null)
            TypesTable.Check(row!.Value, expected);
    }

    private sealed record ExpectedChange(CdcChangeKind Kind, int Id, string?[]? Before, string?[]? After);
}
