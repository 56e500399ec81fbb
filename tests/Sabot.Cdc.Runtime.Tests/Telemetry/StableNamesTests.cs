using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace Sabot.Cdc.Runtime.Tests.Telemetry;

/// <summary>
/// What dashboards, alerts and log queries are written against. A line may be added; to change or remove one breaks
/// somebody's.
/// </summary>
public sealed partial class StableNamesTests
{
    private const string Events = """
        1 Information SessionStarting Slot Database Server Version StatusInterval
        2 Information SessionStopped Slot Position
        3 Error SessionFailed Slot Position
        4 Information PublicationCreated Publication Tables
        5 Information SlotCreated Slot Position
        6 Warning SlotCreationWaits Slot Seconds
        7 Information SlotBusy Slot Pid
        8 Debug SchemaReceived Schema Table Generation
        9 Warning SlowConsumer Tables Seconds
        20 Warning Reconnecting Slot Delay Failures Reason
        21 Warning SlotCreationWaitsOnStandby Slot Seconds
        22 Warning TimelineChanged Slot Server Timeline Before Fork
        23 Information SlotIsFailover Slot
        40 Warning StreamNeverEnumerated Tables Seconds
        41 Warning StreamAbandoned Tables Seconds
        42 Error StreamStopped Tables Reason
        43 Information ColumnsIgnored Table Generation Columns
        60 Information HandlersStarting Slot Handlers
        61 Warning HandlerRetries Handler Kind Table Position Attempt Delay
        62 Error ChangeParked Kind Table Position File Handler Attempts
        63 Error HandlerFailed Table Slot
        64 Critical HostStopping Slot
        65 Information HandlersStopped Slot
        66 Warning HandlersAborted Slot
        67 Warning SlotUnknown Slot Reason
        68 Information SlotKnown Slot
        69 Warning NotConfirmed Slot Reason
        80 Debug SpillBegun Transaction Folder
        81 Debug SpillCommitted Transaction Position Bytes
        82 Debug SpillRolledBack Transaction Bytes
        83 Information SpillLeftoverRemoved Folder
        84 Debug SpillLeftoverStays Folder
        85 Warning SpillNotRemoved Path
        86 Warning SpillLocksMissing Folder
        """;

    private const string Instruments = """
        messaging.client.consumed.messages ObservableCounter {message}
        messaging.process.duration Histogram s
        sabot.cdc.connected ObservableGauge {connection}
        sabot.cdc.handler.failures Counter {failure}
        sabot.cdc.lag.size ObservableGauge By
        sabot.cdc.lag.time ObservableGauge s
        sabot.cdc.parked.changes Counter {message}
        sabot.cdc.queue.payloads ObservableGauge {payload}
        sabot.cdc.received.changes ObservableCounter {message}
        sabot.cdc.received.io ObservableCounter By
        sabot.cdc.received.payloads ObservableCounter {payload}
        sabot.cdc.reconnects ObservableCounter {connection}
        sabot.cdc.slot.headroom ObservableGauge By
        sabot.cdc.slot.retained ObservableGauge By
        sabot.cdc.source.wait.time ObservableCounter s
        sabot.cdc.wal.position ObservableGauge By
        """;

    [Fact]
    public void Log_events_keep_their_ids_levels_names_and_placeholders()
    {
        var events = typeof(Log).GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .Select(method => (method.Name, Message: method.GetCustomAttribute<LoggerMessageAttribute>()))
            .Where(method => method.Message is not null)
            .OrderBy(method => method.Message!.EventId)
            .Select(method => string.Join(
                ' ',
                Placeholder().Matches(method.Message!.Message).Select(match => match.Groups[1].Value)
                    .Prepend(method.Message.EventName ?? method.Name)
                    .Prepend(method.Message.Level.ToString())
                    .Prepend($"{method.Message.EventId}")));
        Assert.Equal(Events.ReplaceLineEndings("\n"), string.Join('\n', events));
    }

    [Fact]
    public void Instruments_keep_their_names_kinds_and_units()
    {
        List<string> instruments = [];
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == "Sabot.Cdc")
                instruments.Add($"{instrument.Name} {instrument.GetType().Name.Split('`')[0]} {instrument.Unit}");
        };
        RuntimeHelpers.RunClassConstructor(typeof(ObservedClients).TypeHandle);
        listener.Start();
        Assert.Equal(Instruments.ReplaceLineEndings("\n"), string.Join('\n', instruments.Order(StringComparer.Ordinal)));
    }

    [GeneratedRegex(@"\{(\w+)")]
    private static partial Regex Placeholder();
}
