using System.Globalization;
using Sabot.Cdc.Integration.Tests.Harness;
using Xunit.Abstractions;

namespace Sabot.Cdc.Runtime.Tests.Delivery;

/// <summary>The merge of one payload's batches, however many tables they are of.</summary>
public class CommitOrderTests(ITestOutputHelper output)
{
    [Fact]
    public async Task The_changes_of_up_to_twelve_tables_come_in_the_order_of_their_positions()
    {
        var random = Seed.Create(output);
        for (var run = 0; run < 100; run++)
        {
            var tables = random.Next(2, 13);
            var rows = Enumerable.Range(0, tables).Select(_ => new List<CdcPosition>()).ToArray();
            List<(CdcPosition Position, string Table)> expected = [];
            for (uint row = 0; row < 60; row++)
            {
                // Three transactions, and stretches of one table as well as turns.
                var position = new CdcPosition(0x100 + row / 20, row % 20);
                var table = row % 3 == 0 || expected.Count == 0 ? random.Next(tables) : int.Parse(expected[^1].Table[1..], CultureInfo.InvariantCulture);
                rows[table].Add(position);
                expected.Add((position, $"t{table}"));
            }

            using var source = new MemorySource();
            var payloads = new PayloadStream(source.Register(SubscriptionScope.Everything));
            await source.SendAsync(FrameBytes.Concat(
            [
                .. Enumerable.Range(0, tables).Where(table => rows[table].Count > 0).SelectMany(
                    table => ManualAcknowledgementTests.Frames((uint)table + 1, $"t{table}", [.. rows[table]])),
                MemorySource.Progress(0x200),
            ]));
            source.Complete();

            List<(CdcPosition, string)> seen = [];
            await foreach (var order in payloads)
            {
                for (; order.HasCurrent; order.MoveNext())
                    seen.Add(Current(order));
                // Back to the beginning of a transaction, as a handler does that tries again.
                order.MoveToTransaction(0x101);
                List<(CdcPosition, string)> again = [];
                for (; order.HasCurrent; order.MoveNext())
                    again.Add(Current(order));
                Assert.Equal(expected[20..], again);
            }

            Assert.Equal(expected, seen);
        }
    }

    private static (CdcPosition, string) Current(CommitOrder order) =>
        (order.Batch.Position(order.Row), order.Batch.Table.Name);
}
