using Sabot.Cdc.Integration.Tests.Harness;
using Xunit.Abstractions;

namespace Sabot.Cdc.Runtime.Tests.Delivery;

/// <summary>Streams of several tables over connections that are lost, and payloads that are cut anew each time.</summary>
public class SeveralTablesReconnectTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Changes_keep_their_order_and_transactions_come_whole_however_often_the_connection_is_lost()
    {
        var random = Seed.Create(output);
        for (var run = 0; run < 30; run++)
        {
            var wal = new WalModel(random, transactions: 30);
            List<(CdcPosition Position, string Table)> changes = [];
            List<(ulong Lsn, int Changes)> transactions = [];
            List<(CdcPosition Position, string Table)> expected =
            [
                .. wal.Changes(0).Select(change => (change.Position, "items"))
                    .Concat(wal.Changes(1).Select(change => (change.Position, "parts")))
                    .OrderBy(change => change),
            ];
            var source = new ModelSource(wal, new Random(random.Next()), position =>
            {
                // What is not done is not acknowledged.
                var done = expected.Where(change => change.Position.Lsn <= position).ToList();
                Assert.True(changes.Count >= done.Count);
                lock (transactions)
                    Assert.Equal(done.DistinctBy(change => change.Position.Lsn).Count(), transactions.Count(each => each.Lsn <= position));
            });
            await using var client = new CdcClient(
                ScriptedSource.Options(options => options.QueueCapacity = random.Next(1, 6)), source, null);
            var changeStream = client.SubscribeChanges(ItemChange.Source, PartChange.Source);
            var transactionStream = client.SubscribeTransactions(PartChange.Source, ItemChange.Source);
            var following = Task.WhenAll(
                Task.Run(async () =>
                {
                    await foreach (var change in changeStream)
                        changes.Add((change.Position, change.Table.Name));
                }),
                Task.Run(async () =>
                {
                    await foreach (var transaction in transactionStream)
                    {
                        var count = 0;
                        await foreach (var change in transaction)
                        {
                            Assert.Equal(transaction.Lsn, change.Position.Lsn);
                            count++;
                        }

                        lock (transactions)
                            transactions.Add((transaction.Lsn, count));
                    }
                }));

            using var limit = new CancellationTokenSource(Limit);
            while (client.Statistics.AcknowledgedLsn != wal.End && !following.IsFaulted)
                await Task.Delay(1, limit.Token);
            await client.StopAsync();
            await following;

            Assert.Equal(expected, changes);
            Assert.Equal(expected.GroupBy(change => change.Position.Lsn).Select(group => (group.Key, group.Count())), transactions);
            Assert.Null(source.Failure);
        }
    }
}
