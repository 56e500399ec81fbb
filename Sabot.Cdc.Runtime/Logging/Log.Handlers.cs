using Microsoft.Extensions.Logging;

namespace Sabot.Cdc;

/// <content>
/// What happens to handlers and in the host. An exception that a handler threw is logged as it was thrown, and nothing
/// else here can hold a row's value.
/// </content>
internal static partial class Log
{
    [LoggerMessage(60, LogLevel.Information, "Handling the changes of slot {Slot}: {Handlers}")]
    public static partial void HandlersStarting(ILogger logger, string slot, string handlers);

    [LoggerMessage(61, LogLevel.Warning,
        "Handler {Handler} failed on the {Kind} of {Table} at {Position}, attempt {Attempt}; trying again in {Delay}")]
    public static partial void HandlerRetries(
        ILogger logger,
        string handler,
        CdcChangeKind kind,
        string table,
        CdcPosition position,
        int attempt,
        TimeSpan delay,
        Exception exception);

    [LoggerMessage(62, LogLevel.Error,
        "Parked the {Kind} of {Table} at {Position} in {File} and went on: handler {Handler} failed on it, attempts: "
            + "{Attempts}")]
    public static partial void ChangeParked(
        ILogger logger,
        CdcChangeKind kind,
        string table,
        CdcPosition position,
        string file,
        string handler,
        int attempts,
        Exception exception);

    [LoggerMessage(63, LogLevel.Error, "The changes of {Table} in slot {Slot} are no longer handled")]
    public static partial void HandlerFailed(ILogger logger, string table, string slot, Exception exception);

    [LoggerMessage(64, LogLevel.Critical,
        "Stopping the host, because the changes of slot {Slot} are no longer handled; set StopHostOnFailure to false "
            + "to let it go on without them")]
    public static partial void HostStopping(ILogger logger, string slot);

    [LoggerMessage(65, LogLevel.Information, "The handlers of slot {Slot} have finished what they had")]
    public static partial void HandlersStopped(ILogger logger, string slot);

    [LoggerMessage(66, LogLevel.Warning,
        "The host's shutdown timeout was over before the handlers of slot {Slot} had finished; what was not done comes "
            + "again after the next start")]
    public static partial void HandlersAborted(ILogger logger, string slot);

    [LoggerMessage(67, LogLevel.Warning, "Could not look at slot {Slot} on the server: {Reason}")]
    public static partial void SlotUnknown(ILogger logger, string slot, string reason);

    [LoggerMessage(68, LogLevel.Information, "Slot {Slot} can be looked at again on the server")]
    public static partial void SlotKnown(ILogger logger, string slot);

    [LoggerMessage(69, LogLevel.Warning, "Slot {Slot} was stopped without the server's word on it: {Reason}")]
    public static partial void NotConfirmed(ILogger logger, string slot, string reason);
}
