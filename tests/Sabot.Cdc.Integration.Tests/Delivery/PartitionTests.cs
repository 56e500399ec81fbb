using System.Text.RegularExpressions;
using Sabot.Cdc.Integration.Tests.Harness;
using Sabot.Cdc.Integration.Tests.Servers;

namespace Sabot.Cdc.Integration.Tests.Delivery;

/// <summary>A partitioned table followed by its own name, and what stands in the way of that.</summary>
[Collection(ServerCollection.Name)]
public sealed class PartitionTests(ServerFixture fixture)
{
    private const string Publication = "through_root";

    [Fact]
    public async Task RowsOfAllPartitionsComeAsTheTablesAndOneThatMovesIsDeletedAndInserted()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "partitions");
        await using var client = Client(database);
        var rows = Follow(client);
        await database.StreamingAsync();
        Assert.True(await database.QueryAsync<bool>($"SELECT pubviaroot FROM pg_publication WHERE pubname = '{Publication}'"));

        await database.ExecuteAsync(
            """
            BEGIN;
            INSERT INTO measurements (id, region, value) VALUES (1, 'north', 10), (2, 'south', 20);
            UPDATE measurements SET value = value + 1;
            COMMIT;
            UPDATE measurements SET region = 'south' WHERE id = 1;
            DELETE FROM measurements WHERE id = 2;
            TRUNCATE measurements;
            INSERT INTO measurements_south (id, region, value) VALUES (3, 'south', 30);
            CREATE TABLE measurements_west PARTITION OF measurements FOR VALUES IN ('west');
            INSERT INTO measurements (id, region, value) VALUES (4, 'west', 40);
            """);

        Assert.Equal(
            [
                "Insert 1 north 10", "Insert 2 south 20", "Update 1 north 11", "Update 2 south 21", "Delete 1 north",
                "Insert 1 south 11", "Delete 2 south", "Truncate", "Insert 3 south 30", "Insert 4 west 40",
            ],
            await rows.WaitForAsync(10));
        await database.CaughtUpAsync(client);
    }

    [Fact]
    public async Task APublicationThatHasThePartitionsAsTablesIsRefusedWithTheStatementThatMendsIt()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "partitions_apart");
        await database.ExecuteAsync($"CREATE PUBLICATION {Publication} FOR TABLE measurements, accounts");

        var error = await RefusalAsync(database);
        Assert.Equal(
            $"Table public.measurements is partitioned, and publication {Publication} has its changes as those of its "
            + $"partitions; run ALTER PUBLICATION \"{Publication}\" SET (publish_via_partition_root = true).",
            error.Message);
        await database.ExecuteAsync(StatementOf(error));
        await AssertStreamsAsync(database);
    }

    [Fact]
    public async Task APublicationThroughTheRootThatLacksTheTableSaysWhichStatementAddsIt()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "partitions_absent");
        await database.ExecuteAsync($"CREATE PUBLICATION {Publication} FOR TABLE accounts WITH (publish_via_partition_root = true)");

        await database.ExecuteAsync(StatementOf(await RefusalAsync(database)));
        await AssertStreamsAsync(database);
    }

    [Fact]
    public async Task WithoutAPublicationAPartitionedTableIsRefused()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "partitions_alone");

        var error = await RefusalAsync(database, publication: null);

        Assert.Contains("public.measurements is partitioned", error.Message, StringComparison.Ordinal);
        Assert.Contains("set Publication", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task APartitionThatLogsLessOfOldRowsThanItsTableIsRefusedUntilItLogsAsMuch()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "partitions_identity");
        await database.ExecuteAsync("ALTER TABLE measurements_south REPLICA IDENTITY NOTHING");

        var error = await RefusalAsync(database);
        Assert.Contains("Partition public.measurements_south of public.measurements", error.Message, StringComparison.Ordinal);
        await database.ExecuteAsync("ALTER TABLE public.measurements_south REPLICA IDENTITY FULL");
        Assert.Contains("run ALTER TABLE public.measurements_south REPLICA IDENTITY FULL", error.Message, StringComparison.Ordinal);
        await AssertStreamsAsync(database);
    }

    [Fact]
    public async Task APartitionThatIsAddedLaterAndLogsLessOfOldRowsStopsTheStreamAtTheFirstOfThem()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "partitions_later");
        await using var client = Client(database);
        var rows = Follow(client);
        await database.StreamingAsync();
        await database.ExecuteAsync(
            """
            CREATE TABLE measurements_west PARTITION OF measurements FOR VALUES IN ('west');
            ALTER TABLE measurements_west ALTER value SET NOT NULL;
            CREATE UNIQUE INDEX west_value ON measurements_west (value);
            ALTER TABLE measurements_west REPLICA IDENTITY USING INDEX west_value;
            """);
        await database.ExecuteAsync("INSERT INTO measurements (id, region, value) VALUES (4, 'west', 40), (1, 'north', 10)");
        Assert.Equal(["Insert 4 west 40", "Insert 1 north 10"], await rows.WaitForAsync(2));

        await database.ExecuteAsync("DELETE FROM measurements WHERE id = 4");

        var error = await Assert.ThrowsAsync<CdcSchemaDriftException>(() => rows.WaitForAsync(3));
        Assert.Contains("public.measurements", error.Message, StringComparison.Ordinal);
        Assert.Contains("replica identity NOTHING", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task APartitionOfATableThatIsPublishedThroughItsRootSaysWhichTableHasItsChanges()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "partitions_leaf");
        await database.ExecuteAsync($"CREATE PUBLICATION {Publication} FOR TABLE measurements WITH (publish_via_partition_root = true)");
        await using var client = Client(database);

        var error = await Assert.ThrowsAsync<CdcTableException>(
            () => Follower.Start(client.Batches("public.measurements_north"), batch => batch.Count).WaitForAsync(1));

        Assert.Contains("has its changes as those of public.measurements", error.Message, StringComparison.Ordinal);
    }

    private static Follower<string> Follow(CdcClient client) => Follower.Start(client.Measurements(), change => change switch
    {
        { Kind: CdcChangeKind.Truncate } => "Truncate",
        { After: { } row } => $"{change.Kind} {row.Id} {row.Region} {row.Value}",
        _ => $"{change.Kind} {change.Key.Id} {change.Key.Region}",
    });

    private static async Task AssertStreamsAsync(TestDatabase database)
    {
        await using var client = Client(database);
        var rows = Follow(client);
        await database.StreamingAsync();
        await database.ExecuteAsync("INSERT INTO measurements (id, region, value) VALUES (1, 'north', 10); DELETE FROM measurements");
        Assert.Equal(["Insert 1 north 10", "Delete 1 north"], await rows.WaitForAsync(2));
    }

    private static async Task<CdcTableException> RefusalAsync(TestDatabase database, string? publication = Publication)
    {
        await using var client = Client(database, publication);
        return await Assert.ThrowsAsync<CdcTableException>(() => Follow(client).WaitForAsync(1));
    }

    private static CdcClient Client(TestDatabase database, string? publication = Publication) =>
        database.Client(options => options.Publication = publication);

    private static string StatementOf(CdcException error) => Regex.Match(error.Message, "run (.*)\\.$").Groups[1].Value;
}
