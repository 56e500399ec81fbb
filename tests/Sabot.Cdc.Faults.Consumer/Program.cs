// Follows the tables of the fault tests and writes down what it handled, until it is told to end (TERM), or killed.
// Exit codes: 0 ended as told, 10 the slot cannot be used, 11 the schema drifted, 12 the connection was lost, 1 else.
using System.Runtime.InteropServices;
using Sabot.Cdc;
using Sabot.Cdc.Faults.Consumer;

var settings = new Settings(args);
using var ledger = new Ledger(settings.Ledger);
var pace = new Pace(settings.ChangesPerNap);
pace.Listen();

var terminated = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
using var signal = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
{
    context.Cancel = true;
    terminated.TrySetResult();
});

try
{
    await RunAsync();
    return 0;
}
catch (CdcException e)
{
    ledger.Fail(e);
    await Console.Error.WriteLineAsync(e.ToString());
    return e switch
    {
        CdcSlotException => 10,
        CdcSchemaDriftException => 11,
        CdcConnectionException => 12,
        _ => 1,
    };
}

// One client for the whole life: what is lost of connections, it makes again by itself.
async Task RunAsync()
{
    await using var cdc = new CdcClient(settings.ClientOptions());
    ledger.Begin();
    var following = new Shapes(cdc, HandleAsync, IsOfOneTable).FollowAsync(settings.Shape);
    await Task.WhenAny(following, terminated.Task);
    if (!following.IsCompleted)
        await cdc.StopAsync();
    await following;
}

ValueTask HandleAsync(Handled change)
{
    pace.Work();
    ledger.Write(change);
    return ValueTask.CompletedTask;
}

bool IsOfOneTable(Exception e)
{
    if (e is not CdcSchemaDriftException || settings.Drift != CdcDriftPolicy.StopTable)
        return false;
    ledger.Fail(e);
    return true;
}
