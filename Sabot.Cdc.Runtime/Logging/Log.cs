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

    [LoggerMessage(60, LogLevel.Debug, "Transaction {Transaction} is large and in progress; keeping it in {Folder}")]
    public static partial void SpillBegun(ILogger logger, uint transaction, string folder);

    [LoggerMessage(61, LogLevel.Debug,
        "Transaction {Transaction} has committed at {Position}; delivering {Bytes} bytes that were kept on the disk")]
    public static partial void SpillCommitted(ILogger logger, uint transaction, string position, long bytes);

    [LoggerMessage(62, LogLevel.Debug, "Transaction {Transaction} was rolled back; dropping {Bytes} bytes from the disk")]
    public static partial void SpillRolledBack(ILogger logger, uint transaction, long bytes);

    [LoggerMessage(63, LogLevel.Information,
        "Removed {Folder}, which a session that did not end by itself has left of transactions in progress")]
    public static partial void SpillLeftoverRemoved(ILogger logger, string folder);

    [LoggerMessage(64, LogLevel.Debug, "Left {Folder} alone: its session lives, or it is somebody else's")]
    public static partial void SpillLeftoverStays(ILogger logger, string folder, Exception exception);

    [LoggerMessage(65, LogLevel.Warning, "Could not remove {Path}; delete it, nothing needs it any more")]
    public static partial void SpillNotRemoved(ILogger logger, string path, Exception exception);

    [LoggerMessage(66, LogLevel.Warning,
        "The file system of {Folder} does not hold locks, so what killed sessions leave there is not removed; set "
            + "SpillFolder to a local disk")]
    public static partial void SpillLocksMissing(ILogger logger, string folder);
}
