using Apache.Arrow.Types;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Sabot.Cdc.Integration.Tests.Harness;
using Sabot.Cdc.Runtime.Tests.Delivery;
using Sabot.Cdc.Runtime.Tests.Hosting;

namespace Sabot.Cdc.Runtime.Tests.Health;

/// <summary>Every state of the health check, with what it says: sessions are played, and so is the server's word.</summary>
public sealed class HealthCheckTests
{
    private const string Slot = "health";
    private const string Time = @"\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ";

    private static readonly SlotReport Fine = new(0, 0, "reserved", null, true);

    private readonly ScriptedSource _source = new() { Slot = _ => Task.FromResult<SlotReport?>(Fine) };

    [Fact]
    public async Task A_client_that_streams_and_has_finished_everything_is_healthy()
    {
        _source.Session(confirmed: 100, server: 300);
        await using var host = await StreamingAsync();
        var entry = await host.CheckAsync();
        Is(entry, HealthStatus.Healthy, $"Slot health streams since {Time}\\.");
        Assert.Equal(
            ["acknowledged=0/0", "lagBytes=0", "lagSeconds=0", "retainedBytes=0", $"since={host.Client.Life.Now.Since}", "slot=health", "state=Streaming", "walStatus=reserved"],
            Facts(entry));
    }

    [Fact]
    public async Task A_client_that_nobody_reads_is_degraded()
    {
        await using var host = await ScriptedHost.StartAsync(_source, Slot);
        Is(await host.CheckAsync(), HealthStatus.Degraded, @"Slot health is not streamed from yet: no stream is read\.");
    }

    [Fact]
    public async Task A_client_that_waits_for_its_first_connection_is_degraded()
    {
        await using var host = await StartAsync();
        await Wait.UntilAsync(async () => (string)(await host.CheckAsync()).Data["state"] == "Connecting", "the client connects");
        Is(await host.CheckAsync(), HealthStatus.Degraded, $@"Connecting to slot health since {Time}\.");
    }

    [Theory]
    [InlineData(60, HealthStatus.Degraded)]
    [InlineData(0, HealthStatus.Unhealthy)]
    public async Task A_client_that_connects_is_degraded_and_unhealthy_after_some_time(int grace, HealthStatus status)
    {
        // There is no slot yet, and that is no finding.
        _source.Slot = _ => Task.FromResult<SlotReport?>(null);
        _source.Failure(ScriptedSource.Lost());
        await using var host = await StartAsync(
            health => health.ReconnectGrace = TimeSpan.FromSeconds(grace),
            client: options => options.WaitForServer = TimeSpan.FromMinutes(1));
        await Wait.UntilAsync(() => host.Client.Life.Now.Cause is not null, "an attempt has failed");
        await Task.Delay(20);
        var entry = await host.CheckAsync();
        Is(entry, status, $@"Connecting to slot health since {Time}\.");
        Assert.Equal("Connecting", entry.Data["state"]);
    }

    [Theory]
    [InlineData(60, HealthStatus.Degraded)]
    [InlineData(0, HealthStatus.Unhealthy)]
    public async Task A_client_that_reconnects_is_degraded_and_unhealthy_after_some_time(int grace, HealthStatus status)
    {
        _source.Session().Lose();
        await using var host = await StartAsync(health => health.ReconnectGrace = TimeSpan.FromSeconds(grace));
        await PhaseAsync(host, ConnectionPhase.Reconnecting);
        await Task.Delay(20);
        Is(await host.CheckAsync(), status, $@"Reconnecting to slot health since {Time}: The connection was lost; start again\.?");
    }

    [Fact]
    public async Task How_long_there_is_no_connection_counts_from_when_it_was_lost_and_not_from_the_last_attempt()
    {
        _source.Session().Lose();
        await using var host = await StartAsync();
        await PhaseAsync(host, ConnectionPhase.Reconnecting);
        var since = (await host.CheckAsync()).Data["since"];
        for (var attempt = 0; attempt < 3; attempt++)
            _source.Failure(ScriptedSource.Lost());
        await Wait.UntilAsync(() => _source.Opened.Count == 4, "more attempts have failed");
        await Task.Delay(20);
        Assert.Equal((since, "Reconnecting"), ((await host.CheckAsync()).Data["since"], (await host.CheckAsync()).Data["state"]));
    }

    [Fact]
    public async Task A_client_that_was_stopped_is_unhealthy()
    {
        _source.Session();
        await using var host = await StreamingAsync();
        await host.Client.StopAsync();
        Is(await host.CheckAsync(), HealthStatus.Unhealthy, $@"The client of slot health was stopped at {Time}\.");
    }

    [Fact]
    public async Task A_client_that_failed_is_unhealthy_and_says_why()
    {
        _source.Failure(new CdcConnectionException("The password is wrong", isTransient: false));
        await using var host = await ScriptedHost.StartAsync(_source, Slot);
        await Assert.ThrowsAsync<CdcConnectionException>(() => ReadAsync(host.Client));
        await PhaseAsync(host, ConnectionPhase.Failed);
        Is(await host.CheckAsync(), HealthStatus.Unhealthy, $@"The client of slot health failed at {Time}: The password is wrong\.?");
    }

    [Fact]
    public async Task A_failure_that_is_not_ours_is_named_by_its_type_because_its_message_may_hold_a_value()
    {
        _source.Failure(new FormatException("secret-value"));
        await using var host = await ScriptedHost.StartAsync(_source, Slot);
        await Assert.ThrowsAsync<FormatException>(() => ReadAsync(host.Client));
        await PhaseAsync(host, ConnectionPhase.Failed);
        Is(await host.CheckAsync(), HealthStatus.Unhealthy, $@"The client of slot health failed at {Time}: FormatException\.");
        host.State.Failure = new FormatException("secret-value");
        Is(await host.CheckAsync(), HealthStatus.Unhealthy, $@"System\.FormatException\. The client of slot health failed at {Time}: FormatException\.");
    }

    [Fact]
    public async Task A_failure_that_ended_both_client_and_handler_is_said_once()
    {
        _source.Failure(new CdcConnectionException("The password is wrong", isTransient: false));
        await using var host = await StartAsync(more: cdc => cdc.ConfigureHosting(options => options.StopHostOnFailure = false));
        await Wait.UntilAsync(() => host.State.Failure is not null, "the handler has ended");
        await PhaseAsync(host, ConnectionPhase.Failed);
        Is(await host.CheckAsync(), HealthStatus.Unhealthy, @"The password is wrong\.?");
    }

    [Fact]
    public async Task A_handler_whose_stream_has_ended_is_unhealthy_while_the_client_streams()
    {
        _source.Session();
        await using var host = await StreamingAsync();
        host.State.Failure = new CdcTableException("The handler of public.items has ended.");
        Is(await host.CheckAsync(), HealthStatus.Unhealthy, @"The handler of public\.items has ended\.");
    }

    [Fact]
    public async Task A_server_that_cannot_be_asked_is_degraded_while_the_client_streams_and_unhealthy_otherwise()
    {
        _source.Slot = _ => throw new CdcConnectionException("Nobody is there");
        var session = _source.Session();
        await using var host = await StreamingAsync();
        Is(await host.CheckAsync(), HealthStatus.Degraded, @"Nobody is there\.?");
        session.Lose();
        await PhaseAsync(host, ConnectionPhase.Reconnecting);
        Is(await host.CheckAsync(), HealthStatus.Unhealthy, @"Reconnecting to slot health .* Nobody is there\.?");
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_not_waited_for()
    {
        _source.Slot = async cancellationToken =>
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return null;
        };
        _source.Session();
        await using var host = await StreamingAsync(health => health.ServerTimeout = TimeSpan.FromSeconds(1));
        var entry = await host.CheckAsync().WaitAsync(Wait.Limit);
        Is(entry, HealthStatus.Degraded, @"The server did not answer within 1 s\.");
    }

    [Theory]
    [InlineData(null, @"The server has no slot health\.")]
    [InlineData("lost", @"Slot health has lost WAL that it needs \(wal_status lost\)\.")]
    [InlineData("unreserved", @"Slot health loses WAL that it needs at the next checkpoint \(wal_status unreserved\)\.")]
    public async Task A_slot_that_is_missing_or_loses_WAL_is_unhealthy(string? status, string expected)
    {
        _source.Slot = _ => Task.FromResult(status is null ? null : Fine with { WalStatus = status });
        _source.Session();
        await using var host = await StreamingAsync();
        Is(await host.CheckAsync(), HealthStatus.Unhealthy, expected);
    }

    [Fact]
    public async Task A_slot_that_retains_more_than_checkpoints_do_is_not_yet_a_finding()
    {
        _source.Slot = _ => Task.FromResult<SlotReport?>(Fine with { WalStatus = "extended" });
        _source.Session();
        await using var host = await StreamingAsync();
        Assert.Equal(HealthStatus.Healthy, (await host.CheckAsync()).Status);
    }

    [Theory]
    [InlineData(2048, HealthStatus.Healthy, "")]
    [InlineData(2049, HealthStatus.Degraded, "2 KiB")]
    [InlineData(5 << 20, HealthStatus.Degraded, "5 MiB")]
    [InlineData((5 << 20) + 1, HealthStatus.Unhealthy, "5 MiB")]
    public async Task WAL_that_the_slot_retains_above_a_limit_is_a_finding(long bytes, HealthStatus status, string text)
    {
        _source.Slot = _ => Task.FromResult<SlotReport?>(Fine with { RetainedBytes = bytes });
        _source.Session();
        await using var host = await StreamingAsync(health => (health.DegradedBytes, health.UnhealthyBytes) = (2048, 5 << 20));
        var entry = await host.CheckAsync();
        Is(entry, status, status == HealthStatus.Healthy
            ? "Slot health streams .*"
            : $@"Slot health retains {text} of WAL; nothing that was received is unfinished: an open transaction holds it, or what is still to be received\.");
        Assert.Equal(bytes, entry.Data["retainedBytes"]);
    }

    [Theory]
    [InlineData(1000, 2000, HealthStatus.Healthy)]
    [InlineData(100, 2000, HealthStatus.Degraded)]
    [InlineData(100, 200, HealthStatus.Unhealthy)]
    public async Task An_unfinished_change_that_is_older_than_a_limit_is_a_finding(int degraded, int unhealthy, HealthStatus status)
    {
        _source.Session(Payload("items", 0x10, TimeSpan.FromSeconds(300)));
        await using var host = await StreamingAsync(health =>
            (health.DegradedLag, health.UnhealthyLag) = (TimeSpan.FromSeconds(degraded), TimeSpan.FromSeconds(unhealthy)));
        await UnfinishedAsync(host, streams: 1);
        var entry = await host.CheckAsync();
        Is(entry, status, status == HealthStatus.Healthy
            ? "Slot health streams .*"
            : @"Slot health is 3\d\d s behind; public\.items \(ItemsHandler\) holds it with 0/10:0, committed 3\d\d s ago\.");
        Assert.InRange((double)entry.Data["lagSeconds"], 300, 399);
    }

    [Fact]
    public async Task Everything_that_is_known_is_told_and_the_oldest_unfinished_change_of_all_streams_is_named()
    {
        var age = TimeSpan.FromSeconds(300);
        _source.Slot = _ => Task.FromResult<SlotReport?>(new SlotReport(3 << 20, 777, "reserved", 99, true));
        _source.Session(
            confirmed: 5,
            server: 5000,
            Payload("parts", 0x20, age),
            Payload("items", 0x30, TimeSpan.Zero));
        await using var host = await StreamingAsync(
            health => (health.DegradedBytes, health.DegradedLag) = (1, TimeSpan.FromSeconds(1)),
            more: cdc => cdc.AddHandler(_ => new StuckPartsHandler()));
        await UnfinishedAsync(host, streams: 2);
        var before = DateTime.UtcNow;
        var entry = await host.CheckAsync();

        Is(
            entry,
            HealthStatus.Degraded,
            @"Slot health retains 3 MiB of WAL; public\.parts \(StuckPartsHandler\) holds it with 0/20:0, committed 3\d\d s ago\. "
                + @"Slot health is 3\d\d s behind; public\.parts \(StuckPartsHandler\) holds it with 0/20:0, committed 3\d\d s ago\.");
        Assert.InRange((DateTime)entry.Data["holderSince"], before - age - Wait.Limit, before - age + TimeSpan.FromSeconds(1));
        Assert.Equal(
            [
                "acknowledged=0/0", "holder=public.parts", "holderConsumer=StuckPartsHandler", "holderPosition=0/20:0",
                "lagBytes=777", "retainedBytes=3145728", "safeBytes=99", $"since={host.Client.Life.Now.Since}", "slot=health",
                "state=Streaming", "walStatus=reserved",
            ],
            Facts(entry).Where(fact => !fact.StartsWith("holderSince=", StringComparison.Ordinal) && !fact.StartsWith("lagSeconds=", StringComparison.Ordinal)));
        Assert.Equal(Documented(), entry.Data.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Without_the_server_s_word_the_lag_is_what_the_client_knows_of()
    {
        _source.Slot = _ => Task.FromResult<SlotReport?>(null);
        _source.Session(confirmed: 1000, server: 5000, MemorySource.Progress(3000));
        await using var host = await StreamingAsync();
        await Wait.UntilAsync(() => host.Client.Statistics.AcknowledgedLsn == 3000, "the position is acknowledged");
        var entry = await host.CheckAsync();
        Assert.Equal((2000L, "0/BB8"), (entry.Data["lagBytes"], entry.Data["acknowledged"]));
        Assert.Equal(["acknowledged", "lagBytes", "lagSeconds", "since", "slot", "state"], entry.Data.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_worst_finding_is_the_status_wherever_it_stands()
    {
        _source.Slot = _ => Task.FromResult<SlotReport?>(Fine with { RetainedBytes = 2, WalStatus = "lost" });
        _source.Session();
        await using var host = await StreamingAsync(health => health.DegradedBytes = 1);
        Is(await host.CheckAsync(), HealthStatus.Unhealthy, @"Slot health has lost WAL .*\. Slot health retains 0 KiB of WAL; .*");
    }

    [Fact]
    public async Task Each_client_with_a_name_has_a_check_with_its_name_its_limits_and_its_tags()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        foreach (var name in new[] { "a", "b" })
        {
            builder.Services.AddSabotCdc(name, options => (options.ConnectionString, options.Slot) = ("Host=h;Database=d", name));
            builder.Services.AddKeyedSingleton(name, _source.Client(options => options.Slot = $"slot_{name}"));
        }

        builder.Services.AddHealthChecks()
            .AddSabotCdc("a")
            .AddSabotCdc("b", options => options.DegradedBytes = 1, tags: ["ready", "cdc"])
            .AddSabotCdc("b", name: "other");
        _source.Slot = _ => Task.FromResult<SlotReport?>(Fine with { RetainedBytes = 2 });
        using var host = builder.Build();

        Assert.Equal(
            ["other:", "sabot-cdc-a:", "sabot-cdc-b:cdc,ready"],
            host.Services.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations
                .Select(check => $"{check.Name}:{string.Join(',', check.Tags.Order(StringComparer.Ordinal))}")
                .Order(StringComparer.Ordinal));
        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        Assert.Equal(("slot_a", "slot_b"), (report.Entries["sabot-cdc-a"].Data["slot"], report.Entries["sabot-cdc-b"].Data["slot"]));
        Assert.DoesNotContain("retains", report.Entries["sabot-cdc-a"].Description);
        Assert.Contains("Slot slot_b retains 0 KiB", report.Entries["sabot-cdc-b"].Description);
    }

    /// <summary>The names of the entry's data, as docs/observability.md has them.</summary>
    private static IEnumerable<string> Documented()
    {
        var page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "observability.md"));
        var begin = page.IndexOf("The entry's data: ", StringComparison.Ordinal);
        return page[begin..page.IndexOf(';', begin)].Split('`').Where((_, part) => part % 2 == 1).Order(StringComparer.Ordinal);
    }

    private static void Is(HealthReportEntry entry, HealthStatus status, string description)
    {
        Assert.Matches($"^{description}$", entry.Description);
        Assert.Equal(status, entry.Status);
    }

    private static string[] Facts(HealthReportEntry entry) =>
        [.. entry.Data.Select(fact => $"{fact.Key}={fact.Value}").Order(StringComparer.Ordinal)];

    /// <summary>A row of a table, whose relation is known by the table's first letter, that was committed so long ago.</summary>
    private static byte[] Payload(string table, ulong lsn, TimeSpan age)
    {
        var streamed = new StreamedTable("I", table: table)
        {
            Positions = [new CdcPosition(lsn, 0)],
            CommitTime = (DateTime.UtcNow - age - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond,
        }.Column("id", "bigint", Values.Fixed<long>(Int64Type.Default, 1));
        return FrameBytes.Concat(
            MemorySource.OfRelation(streamed.SchemaFrame(), table[0]), MemorySource.OfRelation(streamed.BatchFrame(), table[0]));
    }

    private static Task PhaseAsync(ScriptedHost host, ConnectionPhase phase) =>
        Wait.UntilAsync(() => host.Client.Life.Now.Phase == phase, $"the client is {phase}");

    private static Task UnfinishedAsync(ScriptedHost host, int streams) => Wait.UntilAsync(
        () => host.Client.ObserveStreams().Count(stream => stream.Oldest is not null) == streams, "the handlers have something to do");

    private static async Task ReadAsync(CdcClient client)
    {
        await using var changes = client.Subscribe<ItemChange, ItemBatch>().GetAsyncEnumerator();
        await changes.MoveNextAsync();
    }

    /// <summary>A host whose handler never finishes a change.</summary>
    private Task<ScriptedHost> StartAsync(
        Action<CdcHealthOptions>? health = null, Action<CdcBuilder>? more = null, Action<CdcOptions>? client = null) =>
        ScriptedHost.StartAsync(
            _source,
            Slot,
            async (_, cancellationToken) => await Task.Delay(Timeout.Infinite, cancellationToken),
            more: more,
            health: health,
            client: client,
            shutdownTimeout: TimeSpan.FromSeconds(1));

    private async Task<ScriptedHost> StreamingAsync(Action<CdcHealthOptions>? health = null, Action<CdcBuilder>? more = null)
    {
        var host = await StartAsync(
            options =>
            {
                options.DegradedLag = options.UnhealthyLag = TimeSpan.FromHours(1);
                health?.Invoke(options);
            },
            more);
        await PhaseAsync(host, ConnectionPhase.Streaming);
        return host;
    }

    private sealed class StuckPartsHandler : ICdcHandler<PartChange>
    {
        public async ValueTask HandleAsync(PartChange change, CancellationToken cancellationToken) =>
            await Task.Delay(Timeout.Infinite, cancellationToken);
    }
}
