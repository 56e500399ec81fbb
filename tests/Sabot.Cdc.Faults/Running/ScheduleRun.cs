using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;
using Sabot.Cdc.Faults.Consuming;
using Sabot.Cdc.Faults.Injection;
using Sabot.Cdc.Faults.Load;
using Sabot.Cdc.Faults.Network;
using Sabot.Cdc.Faults.Verification;

namespace Sabot.Cdc.Faults.Running;

/// <summary>One schedule on its way: a database under load, a consumer behind a network, and what the faults need.</summary>
internal sealed class ScheduleRun : IAsyncDisposable
{
    private const int Writers = 2;
    private const string Database = "faults";
    // The consumer's own database.
    private const string Store = "faults_store";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly string[] AllTables = ["accounts", "transfers", "documents", "drifting"];

    private readonly Schedule _schedule;
    private readonly string _ledgerFolder = Directory.CreateTempSubdirectory("sabot-cdc-faults-").FullName;
    private readonly string _spillFolder;
    private readonly List<Task> _later = [];
    private readonly List<string> _course = [];
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly Births _births = new();
    private readonly CurrentServer _current;
    private readonly SlotWatch _watch;
    private int _wantsLarge;

    private ScheduleRun(Schedule schedule, PostgresServer server, ServerPair? pair)
    {
        _schedule = schedule;
        _current = new CurrentServer(server);
        Pair = pair;
        Random = new Random(schedule.FaultSeed);
        int[] serverPorts = pair is null
            ? [new NpgsqlConnectionStringBuilder(server.ConnectionString).Port]
            : [pair.Primary.Port, pair.Standby.Port];
        Network = new FaultyProxy(serverPorts, Random.Next());
        var ledger = Path.Combine(_ledgerFolder, "ledger");
        _spillFolder = Directory.CreateDirectory(Path.Combine(_ledgerFolder, "spill")).FullName;
        // An attempt that falls into a black hole is not to wait for long.
        var followed = new NpgsqlConnectionStringBuilder(server.ConnectionStringOf(Database))
        {
            Host = HostsAt(Network.Ports),
            Timeout = 4,
            CommandTimeout = 4,
        };
        var store = new NpgsqlConnectionStringBuilder(server.ConnectionStringOf(Store)) { Pooling = true };
        // A server is looked at again soon: it may have been promoted.
        if (pair is not null)
            (store.Host, store.HostRecheckSeconds) = (HostsAt(serverPorts), 1);
        Consumer = new ConsumerProcess(
            followed.ConnectionString,
            store.ConnectionString,
            [.. schedule.Settings, $"slot={Slot}", $"ledger={ledger}", $"spill={_spillFolder}"],
            schedule.StoresInDatabase ? new StoredLedger(_current, Store) : new FileLedger(ledger));
        _watch = new SlotWatch(_current, Slot, Consumer);
    }

    /// <summary>The server that has the database at present.</summary>
    public PostgresServer Server => _current.Server;

    /// <summary>The one server of a schedule without a standby.</summary>
    public LocalServer LocalServer => (LocalServer)Server;

    /// <summary>A primary and its standby; null for one server.</summary>
    public ServerPair? Pair { get; }

    public StandbyCommits Commits => _schedule.Commits;

    public string Slot => Database;

    public Random Random { get; }

    /// <summary>Whether the consumer stores positions, and what it handles, on the server that it follows.</summary>
    public bool StoresPositions => _schedule.StoresPositions;

    public FaultyProxy Network { get; }

    public ConsumerProcess Consumer { get; }

    /// <param name="schedule">What is to happen.</param>
    /// <param name="server">Where the database is made.</param>
    /// <param name="pair">The servers of which it is the primary, where there is a standby.</param>
    public static async Task<Outcome> RunAsync(Schedule schedule, PostgresServer server, ServerPair? pair = null)
    {
        await server.CreateDatabaseAsync(Database);
        await server.ExecuteAsync(Schema, Database);
        await server.ExecuteAsync($"SELECT pg_create_logical_replication_slot('{Database}', 'wal2arrow')", Database);
        if (schedule.StoresInDatabase)
        {
            await server.CreateDatabaseAsync(Store);
            await server.ExecuteAsync(StoredLedger.Schema, Store);
        }

        await using var run = new ScheduleRun(schedule, server, pair);
        var (verdict, details) = await run.RunAsync();
        return Outcome.Of(schedule, string.Join(", ", run._course), verdict, Stopwatch.GetElapsedTime(run._began), details);
    }

    /// <summary>Starts the consumer's next life, if so wished with hardly any room for what it spills.</summary>
    public async Task StartConsumerAsync(bool smallDisk = false)
    {
        // What is confirmed by now must not come again; without a slot there is nothing to compare.
        if (await _watch.LookAsync() is { } sample)
            _births.Add(sample);
        Consumer.Start(smallDisk ? _spillFolder : null);
    }

    /// <summary>Fails where a consumer cannot be started with hardly any room.</summary>
    public Task CheckSmallDiskAsync() => SmallDisk.CheckAsync(_spillFolder);

    /// <summary>Ends the consumer as its operator would.</summary>
    public async Task StopConsumerAsync()
    {
        if (await Consumer.TerminateAsync() is var exit and not ConsumerExit.AsTold)
            throw new ScheduleException($"Told to end, the consumer ended with {exit}: {await Consumer.Errors}");
    }

    /// <summary>Waits until the consumer streams; returns the walsender's process id.</summary>
    public async Task<int> StreamingAsync()
    {
        int? process = null;
        await UntilAsync(
            async () =>
            {
                process = await Server.QueryAsync<int?>(
                    $"SELECT min(s.active_pid) FROM pg_replication_slots s JOIN pg_stat_replication r ON r.pid = s.active_pid WHERE slot_name = '{Slot}' AND state = 'streaming'");
                return process is not null;
            },
            "the consumer streams");
        return process!.Value;
    }

    /// <summary>
    /// Has a writer make a transaction that is sent while it is in progress, and waits until the consumer ends; says
    /// how it ended.
    /// </summary>
    public async Task<ConsumerExit> EndsOnLargeTransactionAsync()
    {
        Volatile.Write(ref _wantsLarge, 1);
        await Wait.UntilAsync(() => Task.FromResult(Consumer.HasEnded), "the consumer ends", Limit);
        return await Consumer.EndAsync();
    }

    /// <summary>The database is on another server now.</summary>
    public void MoveTo(PostgresServer server) => _current.MoveTo(server);

    /// <summary>
    /// Has the server end and come back, or another one in its place: the slot then goes back to what is on the disk.
    /// </summary>
    /// <remarks>
    /// A consumer that has begun a session knows what the slot had confirmed then, and holds to it whatever the server
    /// forgets. Another one is kept away until what it will find is known.
    /// </remarks>
    public async Task ServerEndsAsync(Func<Task> endAndStartAsync)
    {
        var knows = await HasHandledAsync();
        if (!knows)
            Network.Refuse();
        var saved = _watch.Saved;
        var server = Server;
        await endAndStartAsync();
        var now = await _watch.LookAsync();
        if (now?.Confirmed < saved && Server == server)
            throw new ScheduleException($"The slot came back at {now.Value.Confirmed:X}, though the server had written down {saved:X}.");
        if (knows)
            return;
        if (now is { } sample)
            _births.GoBackTo(sample);
        Network.Listen();
    }

    /// <summary>Waits until one of the consumer's streams has ended with this error.</summary>
    public Task StreamStopsAsync(string error) => UntilAsync(
        async () => (await Consumer.Ledger.ReadAsync()).Exists(line => line.Kind == 'E' && line.Value == error),
        $"a stream ends with {error}");

    public Task ExecuteAsync(string sql) => Server.ExecuteAsync(sql, Database);

    public Task SleepAsync(int least, int most) => Task.Delay(Random.Next(least, most));

    /// <summary>Does something in a while.</summary>
    public void Later(Action action) => _later.Add(LaterAsync(Random.Next(200, 1500), action));

    public async ValueTask DisposeAsync()
    {
        Consumer.Dispose();
        await Network.DisposeAsync();
        await _watch.DisposeAsync();
        if (Pair is null)
            await Server.DropDatabaseAsync(Database);
        Directory.Delete(_ledgerFolder, recursive: true);
    }

    private static string Schema
    {
        get
        {
            using var reader = new StreamReader(typeof(ScheduleRun).Assembly.GetManifestResourceStream("schema.sql")!);
            return reader.ReadToEnd();
        }
    }

    private static string HostsAt(IEnumerable<int> ports) => string.Join(',', ports.Select(port => $"127.0.0.1:{port}"));

    private static async Task LaterAsync(int milliseconds, Action action)
    {
        await Task.Delay(milliseconds);
        action();
    }

    private async Task<(Verdict Verdict, string Details)> RunAsync()
    {
        await StartConsumerAsync();
        if (Pair is not null)
            await BeginReplicationAsync(Pair);
        var model = new Model();
        using var enough = new CancellationTokenSource();
        var seeds = new Random(_schedule.LoadSeed);
        // A transaction for each change takes its time, and more of it where a standby has to have it.
        var plenty = !_schedule.StoresInDatabase ? 3000 : Pair is null ? 600 : 300;
        var writing = Task.WhenAll(Enumerable.Range(0, Writers)
            .Select(n => new LoadWriter(_current, Database, n, Writers, seeds.Next(), plenty, TakeWish, model))
            .Select(writer => Task.Run(() => writer.RunAsync(enough.Token))));

        try
        {
            foreach (var fault in _schedule.Faults)
                await StrikeAsync(fault);
            await SleepAsync(50, 400);
        }
        finally
        {
            await enough.CancelAsync();
            await writing;
            await Task.WhenAll(_later);
        }

        var final = _schedule.Faults[^1].Ends is not null;
        if (!final)
        {
            if (await (_schedule.StopsTable is { } table ? OthersCaughtUpAsync(model, table) : CaughtUpAsync()) is { } problem)
            {
                // What is missing says more than that something is.
                var verdict = Judge(model, await Consumer.Ledger.ReadAsync(), final);
                verdict.AddProblem(problem);
                return (verdict, await Server.ReadLogAsync());
            }

            await StopConsumerAsync();
        }

        await _watch.LookAsync();
        return (Judge(model, await Consumer.Ledger.ReadAsync(), final), await Consumer.Errors);
    }

    // Before the load: the standby takes the slot only when that has come up to it, and looks more and more seldom. The
    // consumer has made it a failover slot by then.
    private async Task BeginReplicationAsync(ServerPair pair)
    {
        await StreamingAsync();
        await pair.SynchronizeSlotsAsync(guarded: true, synchronous: Commits == StandbyCommits.Synchronous);
        await pair.SlotIsSyncedAsync(Slot);
    }

    private async Task StrikeAsync(Fault fault)
    {
        // Mostly a consumer at work is hit, now and then one that has not got that far.
        if (Random.Next(4) > 0)
            await HandlingAsync();
        await SleepAsync(0, 500);
        _course.Add($"{Stopwatch.GetElapsedTime(_began).TotalSeconds:F1} {fault.Name}");
        await fault.StrikeAsync(this);
        if (fault.Ends is { } expected)
        {
            // To a consumer that stores positions, a missing slot is a gap behind its position.
            var alike = _schedule.StoresPositions && expected == ConsumerExit.Slot ? ConsumerExit.Position : expected;
            if (await Consumer.EndAsync() is var exit && exit != expected && exit != alike)
                throw new ScheduleException($"After '{fault.Name}' the consumer ended with {exit}, not with {expected}: {await Consumer.Errors}");
        }
        else if (Consumer.HasEnded)
        {
            throw new ScheduleException($"After '{fault.Name}' the consumer ended: {await Consumer.Errors}");
        }
    }

    private async Task HandlingAsync()
    {
        var before = await Consumer.Ledger.LengthAsync();
        await UntilAsync(async () => await Consumer.Ledger.LengthAsync() > before, "the consumer handles something");
    }

    /// <summary>Whether the consumer has handled something in its present life.</summary>
    private async Task<bool> HasHandledAsync() => _births.Present is { } birth
        && (await Consumer.Ledger.ReadAsync())
            .SkipWhile(line => line.End <= birth.LedgerLength || line.Kind != 'S')
            .Any(line => line.Kind == 'C');

    /// <summary>Null once everything that is committed has been acknowledged, or how far it got.</summary>
    private async Task<string?> CaughtUpAsync()
    {
        var end = await Server.QueryAsync<NpgsqlLogSequenceNumber>("SELECT pg_current_wal_flush_lsn()");
        try
        {
            await UntilAsync(async () => (await _watch.LookAsync())?.Confirmed >= (ulong)end, $"the slot has confirmed {end}");
            return null;
        }
        catch (TimeoutException e)
        {
            var at = await Server.QueryAsync<string>(
                $"SELECT s::text || ' ' || coalesce(r::text, 'and no client') FROM pg_replication_slots s LEFT JOIN pg_stat_replication r ON r.pid = s.active_pid WHERE slot_name = '{Slot}'");
            return $"{e.Message}; it is at {at}";
        }
    }

    /// <summary>The same, of all tables but one that has stopped: its first change that was not handled holds the slot back.</summary>
    private async Task<string?> OthersCaughtUpAsync(Model model, string stopped)
    {
        var committed = model.Committed.SelectMany(transaction => transaction.Changes).Count(change => change.Table != stopped);
        try
        {
            await UntilAsync(
                async () => (await Consumer.Ledger.ReadAsync())
                    .Where(line => line.Kind == 'C' && line.Table != stopped).Select(line => line.Key).Distinct().Count() >= committed,
                $"all tables but {stopped} are handled");
            return null;
        }
        catch (TimeoutException e)
        {
            return e.Message;
        }
    }

    /// <summary>Of all writers one makes the large transaction.</summary>
    private bool TakeWish() => Interlocked.Exchange(ref _wantsLarge, 0) == 1;

    // A slow machine is no fault: the limit is for how long nothing is handled.
    private async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        for (var handled = await Consumer.Ledger.LengthAsync(); ;)
        {
            try
            {
                await Wait.UntilAsync(
                    async () => Consumer.HasEnded
                        ? throw new ScheduleException($"The consumer ended: {await Consumer.Errors}")
                        : await condition(),
                    what,
                    Limit);
                return;
            }
            catch (TimeoutException)
            {
                var before = handled;
                handled = await Consumer.Ledger.LengthAsync();
                if (handled == before)
                    throw;
            }
        }
    }

    private Verdict Judge(Model model, List<LedgerLine> lines, bool final) => DeliveryCheck.Run(new Evidence(model, lines)
    {
        Samples = _watch.Samples,
        Births = [.. _births.All],
        CompleteTables = AllTables.Where(table => !final && table != _schedule.StopsTable).ToHashSet(StringComparer.Ordinal),
        OneStream = _schedule.OneStream,
        AcknowledgedByHand = _schedule.AcknowledgesByHand,
        ExactlyOnce = _schedule.StoresPositions,
        CommitsAreSynchronous = _schedule.FailsOver && _schedule.Commits == StandbyCommits.Synchronous,
    });
}
