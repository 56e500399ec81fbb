using Sabot.Cdc.Client.Bench.Measuring;

namespace Sabot.Cdc.Client.Bench.Typed;

/// <summary>Sabot.Cdc as it is meant to be used: every change with every column, text as UTF-8 in place.</summary>
internal sealed class TypedConsumer(string connectionString, string workload) : IConsumer
{
    public async Task ReadAsync(string slot, long rows, Stage stage, Checksum checksum)
    {
        await using var cdc = Client(connectionString, slot, stage);
        var reading = workload switch
        {
            "bulk" => ReadBulkAsync(cdc.Bulk(), rows, checksum),
            "oltp" => ReadOltpAsync(cdc.Oltp(), rows, checksum),
            "narrow" => ReadNarrowAsync(cdc.Narrow(), rows, checksum),
            _ => ReadWideAsync(cdc.Wide(), rows, checksum),
        };
        await reading;
        stage.End();
    }

    internal static CdcClient Client(string connectionString, string slot, Stage stage) => new(
        new CdcOptions { ConnectionString = connectionString, Slot = slot, CreateSlot = false },
        new StartListener(stage));

    private static async Task ReadBulkAsync(IAsyncEnumerable<BulkChange> changes, long rows, Checksum checksum)
    {
        await foreach (var change in changes)
        {
            Rows.Read(change.After!.Value, checksum);
            if (checksum.Rows == rows)
                return;
        }
    }

    private static async Task ReadOltpAsync(IAsyncEnumerable<OltpChange> changes, long rows, Checksum checksum)
    {
        await foreach (var change in changes)
        {
            Rows.Read(change.After!.Value, checksum);
            if (checksum.Rows == rows)
                return;
        }
    }

    private static async Task ReadNarrowAsync(IAsyncEnumerable<NarrowChange> changes, long rows, Checksum checksum)
    {
        await foreach (var change in changes)
        {
            Rows.Read(change.After!.Value, checksum);
            if (checksum.Rows == rows)
                return;
        }
    }

    private static async Task ReadWideAsync(IAsyncEnumerable<WideChange> changes, long rows, Checksum checksum)
    {
        await foreach (var change in changes)
        {
            Rows.Read(change.After!.Value, checksum);
            if (checksum.Rows == rows)
                return;
        }
    }
}
