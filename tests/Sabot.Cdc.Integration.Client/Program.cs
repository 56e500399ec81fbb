// Follows two tables into two ledgers until it is told to end (TERM), or killed.
//   Sabot.Cdc.Integration.Client SLOT LEDGER_FOLDER
//   Sabot.Cdc.Integration.Client SLOT --measure ROWS    reads so many rows of one table, says how, and ends
// with the connection string in SABOT_TEST_CONNECTION and, to stream transactions in progress, a folder in
// SABOT_TEST_SPILL.
using System.Globalization;
using System.Runtime.InteropServices;
using Sabot.Cdc;
using Sabot.Cdc.Integration.Client;

var measures = args[1] == "--measure";
var defaults = new CdcOptions();
var spillFolder = Environment.GetEnvironmentVariable("SABOT_TEST_SPILL");
await using var cdc = new CdcClient(new CdcOptions
{
    ConnectionString = Environment.GetEnvironmentVariable("SABOT_TEST_CONNECTION")!,
    Slot = args[0],
    CreateSlot = false,
    StatusInterval = TimeSpan.FromMilliseconds(100),
    // Small, so that a kill comes between batches as often as within one.
    MaxBatchRows = measures ? defaults.MaxBatchRows : 20,
    QueueCapacity = measures ? defaults.QueueCapacity : 4,
    Streaming = spillFolder is { Length: > 0 },
    SpillFolder = spillFolder is { Length: > 0 } ? spillFolder : null,
});
if (measures)
{
    await Measurement.RunAsync(cdc, long.Parse(args[2], CultureInfo.InvariantCulture));
    return;
}

using var accounts = new Ledger(Path.Combine(args[1], "accounts"));
using var transfers = new Ledger(Path.Combine(args[1], "transfers"));

using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
{
    context.Cancel = true;
    _ = cdc.StopAsync();
});

var (accountChanges, transferChanges) = (cdc.Accounts(), cdc.Transfers());
await Task.WhenAll(FollowAccountsAsync(accountChanges), FollowTransfersAsync(transferChanges));
await cdc.StopAsync();

async Task FollowAccountsAsync(IAsyncEnumerable<AccountsChange> changes)
{
    await foreach (var change in changes)
        accounts.Write(change.Position, change.Key.Id, change.After!.Value.Balance);
}

async Task FollowTransfersAsync(IAsyncEnumerable<TransfersChange> changes)
{
    await foreach (var change in changes)
        transfers.Write(change.Position, change.Key.Id, change.After!.Value.Amount);
}
