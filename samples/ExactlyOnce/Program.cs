// Keeps balances in a database of its own, exactly once: whenever it is killed, it goes on behind the last change that
// it has booked.
using System.Runtime.InteropServices;
using ExactlyOnce;
using Npgsql;
using Sabot.Cdc;

var shop = Environment.GetEnvironmentVariable("SHOP_CONNECTION");
var books = Environment.GetEnvironmentVariable("BOOKS_CONNECTION");
if (string.IsNullOrEmpty(shop) || string.IsNullOrEmpty(books))
{
    Console.Error.WriteLine("Set SHOP_CONNECTION and BOOKS_CONNECTION to the two databases, or start ./run.sh.");
    return 1;
}

await using var database = NpgsqlDataSource.Create(books);
var ledger = new Books(database);
var (position, timeline) = await ledger.LoadPositionAsync();
await using var cdc = new CdcClient(new CdcOptions
{
    ConnectionString = shop,
    Slot = "exactly_once",
    CreateSlot = false,     // its position belongs to the books: a new one would be a gap
    StartPosition = position,
    StartTimeline = timeline,
    SavePosition = ledger.SavePositionAsync,
});
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
{
    context.Cancel = true;
    _ = cdc.StopAsync();
});

await foreach (var change in cdc.Payments())
    await ledger.BookAsync(change, cdc.ServerTimeline!.Value);
return 0;
