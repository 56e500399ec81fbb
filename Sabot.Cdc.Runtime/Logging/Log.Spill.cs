using Microsoft.Extensions.Logging;

namespace Sabot.Cdc;

/// <content>Events of transactions in progress that are kept on the disk.</content>
internal static partial class Log
{
    [LoggerMessage(80, LogLevel.Debug, "Transaction {Transaction} is large and in progress; keeping it in {Folder}")]
    public static partial void SpillBegun(ILogger logger, uint transaction, string folder);

    [LoggerMessage(81, LogLevel.Debug,
        "Transaction {Transaction} has committed at {Position}; delivering {Bytes} bytes that were kept on the disk")]
    public static partial void SpillCommitted(ILogger logger, uint transaction, string position, long bytes);

    [LoggerMessage(82, LogLevel.Debug,
        "Transaction {Transaction} was rolled back; dropping {Bytes} bytes from the disk")]
    public static partial void SpillRolledBack(ILogger logger, uint transaction, long bytes);

    [LoggerMessage(83, LogLevel.Information,
        "Removed {Folder}, which a session that did not end by itself has left of transactions in progress")]
    public static partial void SpillLeftoverRemoved(ILogger logger, string folder);

    [LoggerMessage(84, LogLevel.Debug, "Left {Folder} alone: its session lives, or it is somebody else's")]
    public static partial void SpillLeftoverStays(ILogger logger, string folder, Exception exception);

    [LoggerMessage(85, LogLevel.Warning, "Could not remove {Path}; delete it, nothing needs it any more")]
    public static partial void SpillNotRemoved(ILogger logger, string path, Exception exception);

    [LoggerMessage(86, LogLevel.Warning,
        "The file system of {Folder} does not hold locks, so what killed sessions leave there is not removed; set "
            + "SpillFolder to a local disk")]
    public static partial void SpillLocksMissing(ILogger logger, string folder);
}
