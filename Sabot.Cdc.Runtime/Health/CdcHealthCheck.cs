using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Sabot.Cdc;

/// <summary>Says whether a client keeps up, and who holds back the slot when it does not.</summary>
internal sealed class CdcHealthCheck(CdcClient client, HostedState state, CdcHealthOptions options) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var (slot, unreachable) = await ReadSlotAsync(cancellationToken).ConfigureAwait(false);
        var life = client.Life.Now;
        var streams = client.ObserveStreams();
        var holder = ObservedStream.Holder(streams);
        var now = DateTime.UtcNow;
        HealthFindings findings = new();
        CheckHandlers(findings);
        CheckConnection(findings, life, now);
        CheckServer(findings, life, slot, unreachable);
        CheckLag(findings, slot, holder, now);
        if (findings.Status == HealthStatus.Healthy)
            findings.Add(HealthStatus.Healthy, $"Slot {client.Slot} streams since {HealthFindings.Time(life.Since)}.");
        return new HealthCheckResult(findings.Status, findings.ToString(), null, Facts(life, slot, holder, now));
    }

    private async Task<(SlotReport? Slot, string? Unreachable)> ReadSlotAsync(CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(options.ServerTimeout);
        try
        {
            return (await client.ReadSlotAsync(timeout.Token).ConfigureAwait(false), null);
        }
        catch (CdcException e)
        {
            return (null, e.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, $"The server did not answer within {HealthFindings.Seconds(options.ServerTimeout)}.");
        }
    }

    private void CheckHandlers(HealthFindings findings)
    {
        // Only our own messages are known to hold no values of rows.
        if (state.Failure is { } failure)
            findings.Add(HealthStatus.Unhealthy, failure is CdcException ? failure.Message : $"{failure.GetType()}.");
    }

    private void CheckConnection(HealthFindings findings, ConnectionLife.State life, DateTime now)
    {
        var since = HealthFindings.Time(life.Since);
        var patience = now - life.Since > options.ReconnectGrace ? HealthStatus.Unhealthy : HealthStatus.Degraded;
        switch (life.Phase)
        {
            case ConnectionPhase.NotStarted:
                findings.Add(HealthStatus.Degraded, $"Slot {client.Slot} is not streamed from yet: no stream is read.");
                break;
            case ConnectionPhase.Connecting:
                findings.Add(patience, $"Connecting to slot {client.Slot} since {since}.");
                break;
            case ConnectionPhase.Reconnecting:
                findings.Add(patience, $"Reconnecting to slot {client.Slot} since {since}: {Reason(life)}");
                break;
            case ConnectionPhase.Stopped:
                findings.Add(HealthStatus.Unhealthy, $"The client of slot {client.Slot} was stopped at {since}.");
                break;
            case ConnectionPhase.Failed when !ReferenceEquals(life.Cause, state.Failure):
                findings.Add(
                    HealthStatus.Unhealthy, $"The client of slot {client.Slot} failed at {since}: {Reason(life)}");
                break;
        }
    }

    private void CheckServer(
        HealthFindings findings, ConnectionLife.State life, SlotReport? slot, string? unreachable)
    {
        var isStreaming = life.Phase == ConnectionPhase.Streaming;
        if (unreachable is not null)
            findings.Add(isStreaming ? HealthStatus.Degraded : HealthStatus.Unhealthy, unreachable);
        else if (slot is null && isStreaming)
            findings.Add(HealthStatus.Unhealthy, $"The server has no slot {client.Slot}.");
        else if (slot?.WalStatus == "lost")
            findings.Add(HealthStatus.Unhealthy, $"Slot {client.Slot} has lost WAL that it needs (wal_status lost).");
        else if (slot?.WalStatus == "unreserved")
        {
            findings.Add(
                HealthStatus.Unhealthy,
                $"Slot {client.Slot} loses WAL that it needs at the next checkpoint (wal_status unreserved).");
        }
    }

    private void CheckLag(HealthFindings findings, SlotReport? slot, ObservedStream? holder, DateTime now)
    {
        var age = holder?.Oldest!.Value.Age(now) ?? TimeSpan.Zero;
        var who = holder is null
            ? "nothing that was received is unfinished: an open transaction holds it, or what is still to be received"
            : $"{holder.Snapshot.Tables} ({holder.Consumer}) holds it with {holder.Oldest!.Value.Position}, committed "
                + $"{HealthFindings.Seconds(age)} ago";
        findings.AddAbove(
            slot?.RetainedBytes ?? 0,
            options.DegradedBytes,
            options.UnhealthyBytes,
            $"Slot {client.Slot} retains {HealthFindings.Bytes(slot?.RetainedBytes ?? 0)} of WAL; {who}.");
        findings.AddAbove(
            age,
            options.DegradedLag,
            options.UnhealthyLag,
            $"Slot {client.Slot} is {HealthFindings.Seconds(age)} behind; {who}.");
    }

    private Dictionary<string, object> Facts(
        ConnectionLife.State life, SlotReport? slot, ObservedStream? holder, DateTime now)
    {
        Dictionary<string, object> facts = new()
        {
            ["slot"] = client.Slot,
            ["state"] = life.Phase.ToString(),
            ["since"] = life.Since,
            ["lagBytes"] = slot?.UnconfirmedBytes ?? (long)client.Statistics.LagBytes,
            ["lagSeconds"] = holder?.Oldest!.Value.Age(now).TotalSeconds ?? 0,
            ["acknowledged"] = CdcPosition.FormatLsn(client.Statistics.AcknowledgedLsn),
        };
        if (slot?.RetainedBytes is { } retained)
            facts["retainedBytes"] = retained;
        if (slot?.SafeBytes is { } safe)
            facts["safeBytes"] = safe;
        if (slot?.WalStatus is { } status)
            facts["walStatus"] = status;
        if (holder is not null)
        {
            facts["holder"] = holder.Snapshot.Tables;
            facts["holderConsumer"] = holder.Consumer;
            facts["holderPosition"] = holder.Oldest!.Value.Position.ToString();
            facts["holderSince"] = now - holder.Oldest!.Value.Age(now);
        }

        return facts;
    }

    private static string Reason(ConnectionLife.State life) =>
        life.Cause is CdcException cause ? cause.Message : $"{life.Cause?.GetType().Name}.";
}
