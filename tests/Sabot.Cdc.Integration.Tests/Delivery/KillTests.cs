using System.Globalization;
using Npgsql;
using Sabot.Cdc.Integration.Tests.Harness;
using Sabot.Cdc.Integration.Tests.Servers;
using Xunit.Abstractions;

namespace Sabot.Cdc.Integration.Tests.Delivery;

/// <summary>A client that is killed again and again while the database is being written.</summary>
[Collection(ServerCollection.Name)]
public sealed class KillTests(ServerFixture fixture, ITestOutputHelper output)
{
    private const int Lives = 5;

    [Fact]
    public async Task EveryChangeIsHandledThoughTheClientIsKilledAtAnyMoment()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "killed_client");
        await database.CreateSlotAsync();
        using var client = new ClientProcess(database);
        var random = Seed.Create(output);
        using var enough = new CancellationTokenSource();
        var writing = WriteAsync(database, new Random(random.Next()), enough.Token);

        var deaths = new List<Death>();
        for (var life = 1; life <= Lives; life++)
        {
            client.Start();
            var handled = client.Read("accounts").Count + random.Next(1, 200);
            await Wait.UntilAsync(() => client.Read("accounts").Count >= handled, $"the client's life {life} handles changes");
            await Task.Delay(random.Next(150));
            await client.KillAsync();
            deaths.Add(new Death(await database.ConfirmedAsync(), client.Read("accounts").Count, client.Read("transfers").Count));
        }

        await enough.CancelAsync();
        var written = await writing;
        client.Start();
        await Wait.UntilAsync(
            () => client.Read("accounts").LastOrDefault().Id == written.Accounts.Count && client.Read("transfers").LastOrDefault().Id == written.Transfers.Count,
            "the last life handles what is left");
        await client.TerminateAsync();

        output.WriteLine($"{written.Accounts.Count} + {written.Transfers.Count} changes, {client.Read("accounts").Count} + {client.Read("transfers").Count} handled, killed at {string.Join(", ", deaths.Select(death => $"{death.Accounts} + {death.Transfers}"))}");
        Check(written.Accounts, client.Read("accounts"), [.. deaths.Select(death => (death.Confirmed, death.Accounts))]);
        Check(written.Transfers, client.Read("transfers"), [.. deaths.Select(death => (death.Confirmed, death.Transfers))]);
        Assert.Equal(await SumAsync(database, "balance", "accounts"), client.Read("accounts").DistinctBy(line => line.Position).Sum(line => line.Amount));
        Assert.Equal(await SumAsync(database, "amount", "transfers"), client.Read("transfers").DistinctBy(line => line.Position).Sum(line => line.Amount));
    }

    /// <summary>
    /// Ids are given by turns from 1 in commit order, so a run without gaps counts up by one, and each life begins at
    /// most one behind what was handled before.
    /// </summary>
    private static void Check(List<decimal> written, List<LedgerLine> handled, List<(ulong Confirmed, int Handled)> deaths)
    {
        var positions = new Dictionary<long, CdcPosition>();
        for (var i = 0; i < handled.Count; i++)
        {
            var line = handled[i];
            Assert.Equal(written[(int)line.Id - 1], line.Amount);
            if (!positions.TryAdd(line.Id, line.Position))
                Assert.Equal(positions[line.Id], line.Position);

            if (i == 0)
                Assert.Equal(1, line.Id);
            else if (deaths.FindLast(death => death.Handled == i) is var (confirmed, atDeath) && atDeath == i && i > 0)
            {
                // A new life: nothing is passed over, and nothing comes again that the slot had confirmed.
                Assert.InRange(line.Id, 1, handled[i - 1].Id + 1);
                Assert.True(line.Position.Lsn > confirmed, $"Change {line.Id} came again after it was acknowledged.");
            }
            else
            {
                Assert.Equal(handled[i - 1].Id + 1, line.Id);
                Assert.True(line.Position.CompareTo(handled[i - 1].Position) > 0, $"Change {line.Id} is out of order.");
            }
        }

        Assert.Equal(Enumerable.Range(1, written.Count).Select(n => (long)n), positions.Keys.Order());
        // What was acknowledged when the client died was in its ledger by then.
        foreach (var (confirmed, count) in deaths)
        {
            var inLedger = handled.Take(count).Select(line => line.Id).ToHashSet();
            Assert.All(positions.Where(change => change.Value.Lsn <= confirmed), change => Assert.Contains(change.Key, inLedger));
        }
    }

    /// <summary>Commits transactions of random size over both tables until it is enough; returns what they hold, by id.</summary>
    private static async Task<(List<decimal> Accounts, List<decimal> Transfers)> WriteAsync(TestDatabase database, Random random, CancellationToken enough)
    {
        var (accounts, transfers) = (new List<decimal>(), new List<decimal>());
        await using var connection = await database.OpenAsync();
        while (!enough.IsCancellationRequested)
        {
            await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
            var (newAccounts, newTransfers) = (new List<decimal>(), new List<decimal>());
            for (var changes = random.Next(1, random.Next(10) == 0 ? 60 : 6); changes > 0; changes--)
            {
                var amount = random.Next(-1_000_000, 1_000_000);
                var isTransfer = random.Next(2) == 0;
                var ofTable = isTransfer ? newTransfers : newAccounts;
                ofTable.Add(isTransfer ? amount / 100m : amount);
                var id = (isTransfer ? transfers : accounts).Count + ofTable.Count;
                await using var insert = new NpgsqlCommand(string.Create(CultureInfo.InvariantCulture,
                    $"INSERT INTO {(isTransfer ? "transfers" : "accounts")} VALUES ({id}, {(isTransfer ? "0, " : "")}{ofTable[^1]})"), connection);
                await insert.ExecuteNonQueryAsync(CancellationToken.None);
            }

            if (random.Next(10) == 0)
            {
                await transaction.RollbackAsync(CancellationToken.None);
                continue;
            }

            await transaction.CommitAsync(CancellationToken.None);
            accounts.AddRange(newAccounts);
            transfers.AddRange(newTransfers);
            if (random.Next(20) == 0)
                await Task.Delay(random.Next(50), CancellationToken.None);
        }

        return (accounts, transfers);
    }

    private static Task<decimal> SumAsync(TestDatabase database, string column, string table) =>
        database.QueryAsync<decimal>($"SELECT sum({column})::numeric FROM {table}");

    /// <summary>How far the slot and the ledgers were when the client was killed.</summary>
    private sealed record Death(ulong Confirmed, int Accounts, int Transfers);
}
