using Microsoft.Extensions.Logging;

namespace Sabot.Cdc;

/// <summary>Every log event of the runtime. Ids are stable; no event holds row values or passwords.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information,
        "Starting replication from slot {Slot} of database {Database} at {Server}, PostgreSQL {Version}, status every "
            + "{StatusInterval}")]
    public static partial void SessionStarting(
        ILogger logger, string slot, string database, string server, string version, TimeSpan statusInterval);

    [LoggerMessage(2, LogLevel.Information, "Stopped slot {Slot}; acknowledged up to {Position}")]
    public static partial void SessionStopped(ILogger logger, string slot, string position);

    [LoggerMessage(3, LogLevel.Error, "The session of slot {Slot} failed; acknowledged up to {Position}")]
    public static partial void SessionFailed(ILogger logger, string slot, string position, Exception exception);

    [LoggerMessage(4, LogLevel.Information, "Created publication {Publication} for {Tables}")]
    public static partial void PublicationCreated(ILogger logger, string publication, string tables);

    [LoggerMessage(5, LogLevel.Information, "Created replication slot {Slot} at {Position}")]
    public static partial void SlotCreated(ILogger logger, string slot, string position);

    [LoggerMessage(6, LogLevel.Warning,
        "Creating replication slot {Slot} has waited {Seconds:F0} s for transactions that were open when it began to "
            + "end")]
    public static partial void SlotCreationWaits(ILogger logger, string slot, double seconds);

    [LoggerMessage(7, LogLevel.Information, "Replication slot {Slot} is still in use by process {Pid}; waiting for it "
        + "to be released")]
    public static partial void SlotBusy(ILogger logger, string slot, int pid);

    [LoggerMessage(8, LogLevel.Debug, "Received the schema of {Schema}.{Table}, generation {Generation}")]
    public static partial void SchemaReceived(ILogger logger, string schema, string table, uint generation);

    [LoggerMessage(9, LogLevel.Warning,
        "The stream of {Tables} has made the source wait for {Seconds:F0} s: its queue is full and no batch "
            + "of it is being finished")]
    public static partial void SlowConsumer(ILogger logger, string tables, double seconds);

    [LoggerMessage(20, LogLevel.Warning,
        "Slot {Slot} has no connection and tries again in {Delay} (failure {Failures}): {Reason}")]
    public static partial void Reconnecting(ILogger logger, string slot, TimeSpan delay, int failures, string reason);

    [LoggerMessage(21, LogLevel.Warning,
        "Creating replication slot {Slot} on a standby has waited {Seconds:F0} s for the primary to log its open "
            + "transactions; SELECT pg_log_standby_snapshot() on the primary makes it do so now")]
    public static partial void SlotCreationWaitsOnStandby(ILogger logger, string slot, double seconds);

    [LoggerMessage(22, LogLevel.Warning,
        "Slot {Slot} goes on at {Server}, on timeline {Timeline} instead of {Before}: a standby was promoted at {Fork}, "
            + "and has what was received")]
    public static partial void TimelineChanged(
        ILogger logger, string slot, string server, uint timeline, uint before, string fork);

    [LoggerMessage(23, LogLevel.Information,
        "Slot {Slot} was no failover slot, as FailoverSlot asks for, and is one now: standbys may keep a copy of it")]
    public static partial void SlotIsFailover(ILogger logger, string slot);

    [LoggerMessage(40, LogLevel.Warning,
        "The stream of {Tables} has made the source, and all other streams, wait for {Seconds:F0} s: it was asked for "
            + "and nobody has ever enumerated it; enumerate it, or do not ask for it")]
    public static partial void StreamNeverEnumerated(ILogger logger, string tables, double seconds);

    [LoggerMessage(41, LogLevel.Warning,
        "The stream of {Tables} has made the source, and all other streams, wait for {Seconds:F0} s: its last "
            + "enumeration has ended and nobody has resumed it; enumerate it again, or stop the client")]
    public static partial void StreamAbandoned(ILogger logger, string tables, double seconds);

    [LoggerMessage(42, LogLevel.Error,
        "The stream of {Tables} stops while the others go on, and nothing further is acknowledged: {Reason}")]
    public static partial void StreamStopped(ILogger logger, string tables, string reason);

    [LoggerMessage(43, LogLevel.Information,
        "{Table} has columns in the stream that the code was not compiled against, from generation {Generation} on: "
            + "{Columns}; they are ignored until the next scaffold")]
    public static partial void ColumnsIgnored(ILogger logger, string table, string columns, uint generation);
}
