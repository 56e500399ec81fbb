// Follows the tables of the fault tests and writes down what it handled, until it is told to end (TERM), or killed.
// Exit codes: 0 ended as told, 10 the slot cannot be used, 11 the schema drifted, 12 the connection was lost, 13 the
// stored position cannot be gone on from, 14 the disk took no more of a transaction in progress, 1 else.
using System.Runtime.InteropServices;
using Sabot.Cdc;
using Sabot.Cdc.Faults.Consumer;

// A pause blocks the thread of each of four streams. The pool begins with two here, adds others slowly while the machine is
// busy, and reports to the server need one too: within 3 s, as wal_sender_timeout is set, and not 60 as usual.
ThreadPool.SetMinThreads(16, 16);

var settings = new Settings(args);
using var ledger = new Ledger(settings.Ledger);
var stores = settings.Acknowledgement == "stored";
await using var database = stores && !settings.StoresInFile ? new Store(Settings.StoreConnectionString) : null;
var store = database ?? (stores ? (IPositionStore)new FileStore(ledger) : null);
var byHand = settings.Acknowledgement == "manual" ? new HandAcknowledgement(ledger) : null;
var recorder = store ?? (IRecorder?)byHand ?? new FileRecorder(ledger);
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
        CdcPositionException => 13,
        CdcSpillException => 14,
        _ => 1,
    };
}

// One client for the whole life: what is lost of connections, it makes again by itself.
async Task RunAsync()
{
    var options = settings.ClientOptions();
    if (store is null)
    {
        ledger.Begin();
    }
    else
    {
        (options.StartPosition, options.StartTimeline) = await store.BeginAsync();
        options.SavePosition = store.SaveAsync;
    }

    await using var cdc = new CdcClient(options);
    store?.Timeline = () => cdc.ServerTimeline!.Value;
    var shapes = new Shapes(cdc, HandleAsync, IsOfOneTable);
    var following = shapes.FollowAsync(settings.Shape);
    using var enough = new CancellationTokenSource();
    var acknowledging = byHand?.RunAsync(shapes.Acknowledge, enough.Token) ?? Task.Delay(Timeout.Infinite, enough.Token);
    await Task.WhenAny(following, terminated.Task, acknowledging);
    await enough.CancelAsync();
    if (byHand is not null)
        await acknowledging;
    if (!following.IsCompleted)
        await cdc.StopAsync();
    await following;
}

ValueTask HandleAsync(Handled change)
{
    pace.Work();
    return recorder.RecordAsync(change);
}

bool IsOfOneTable(Exception e)
{
    if (e is not CdcSchemaDriftException || settings.Drift != CdcDriftPolicy.StopTable)
        return false;
    ledger.Fail(e);
    return true;
}
