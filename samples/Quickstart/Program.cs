// Follows five tables over one replication slot, prints what happens to users, and when told to end
// checks everything it saw against the database.
using System.Runtime.InteropServices;
using Npgsql;
using Quickstart;
using Sabot.Cdc;

var connectionString = Environment.GetEnvironmentVariable("QUICKSTART_CONNECTION");
if (string.IsNullOrEmpty(connectionString))
{
    Console.Error.WriteLine("Set QUICKSTART_CONNECTION to the database's connection string, or start ./run.sh.");
    return 1;
}

await using var database = NpgsqlDataSource.Create(connectionString);
await using var cdc = new CdcClient(new CdcOptions
{
    ConnectionString = connectionString,
    Slot = "quickstart",
    Publication = "quickstart",
});

var users = new UsersReplica();
var bank = new BankReplica();
var live = new LiveLine(cdc, () => users.Changes + bank.Changes);

// Told to end (Ctrl+C, or a TERM signal): what is committed by now is still waited for.
var end = new TaskCompletionSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);

try
{
    // Each call registers a stream; the first enumeration starts one session for all of them.
    var (userChanges, accounts, tellers) = (cdc.Users(), cdc.PgbenchAccounts(), cdc.PgbenchTellers());
    var (branches, history) = (cdc.PgbenchBranches(), cdc.PgbenchHistory());
    Task[] streams =
    [
        users.FollowAsync(userChanges, live.Print),
        bank.FollowAccountsAsync(accounts),
        bank.FollowTellersAsync(tellers),
        bank.FollowBranchesAsync(branches),
        bank.FollowHistoryAsync(history),
    ];
    var following = Task.WhenAll(streams);

    using (live.Start())
    {
        if (await Task.WhenAny(end.Task, following, Task.WhenAny(streams)) == end.Task)
            await CatchUp.WaitAsync(cdc, database, following);
        await cdc.StopAsync();
        await following;
    }

    var verification = new Verification(database);
    await verification.CheckUsersAsync(users);
    await verification.CheckBankAsync(bank);
    foreach (var difference in verification.Differences)
        Console.Error.WriteLine($"differs: {difference}");
    if (verification.Differences.Count > 0)
        return 1;
    Console.WriteLine($"quickstart: ok, {users.Changes + bank.Changes} typed changes verified against the database");
    return 0;
}
catch (CdcException e)
{
    Console.Error.WriteLine($"quickstart: {e.Message}");
    return 1;
}

void OnSignal(PosixSignalContext context)
{
    context.Cancel = true;
    end.TrySetResult();
}
