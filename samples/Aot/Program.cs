// Follows two tables until they are truncated, compiled ahead of time: no just-in-time compiler, no reflection.
using Aot;
using Sabot.Cdc;

var connectionString = Environment.GetEnvironmentVariable("AOT_CONNECTION");
if (string.IsNullOrEmpty(connectionString))
{
    Console.Error.WriteLine("Set AOT_CONNECTION to the database's connection string, or start ./run.sh.");
    return 1;
}

try
{
    await using var cdc = new CdcClient(new CdcOptions { ConnectionString = connectionString, Slot = "aot" });
    var (orders, readings) = (cdc.Orders(), cdc.Readings());

    // Each table's lines in one piece, whichever is faster.
    var (ordersLog, readingsLog) = (new StringWriter(), new StringWriter());
    await Task.WhenAll(OrdersLog.FollowAsync(orders, ordersLog), ReadingsLog.FollowAsync(readings, readingsLog));
    Console.Write($"{ordersLog}{readingsLog}");
    return 0;
}
catch (CdcException e)
{
    Console.Error.WriteLine($"aot: {e.Message}");
    return 1;
}
