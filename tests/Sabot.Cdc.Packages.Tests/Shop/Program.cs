using Sabot.Cdc;
using Shop;

var options = new CdcOptions
{
    ConnectionString = Environment.GetEnvironmentVariable("SHOP_CONNECTION")!,
    Slot = "shop",
    Publication = "shop",
};
await using var cdc = new CdcClient(options);
await foreach (var change in cdc.Users())
{
    if (change.Kind == CdcChangeKind.Truncate)
        break;

    Console.WriteLine($"{change.Kind} {change.Key.Id}: {(change.After is { } user ? Describe(user) : "gone")}");
}

static string Describe(UserSummary user) => $"{user.Email}, {user.Mood}, {user.Home?.Street ?? "nowhere"}, {user.Balance?.Amount:0.00}";
