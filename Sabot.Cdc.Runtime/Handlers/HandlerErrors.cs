namespace Sabot.Cdc;

/// <summary>The sentences of the exceptions with which handlers end their streams.</summary>
internal static class HandlerErrors
{
    internal static CdcHandlerException Failed(FailedChange change) => new(
        $"{Describe(change)}; the stream of {change.Table} ends before this change, which comes again after the next "
            + "start. Mend the handler, or set RetryAttempts, or OnFailure to Park.",
        change.Table,
        change.Handler,
        change.Position,
        change.Exception);

    internal static CdcHandlerException NotParked(FailedChange change, string folder, Exception reason) => new(
        $"{Describe(change)}, and the change could not be parked in {folder} ({reason.Message.TrimEnd('.')}); the "
            + $"stream of {change.Table} ends before this change, which comes again after the next start. Make the "
            + "folder writable and give it room.",
        change.Table,
        change.Handler,
        change.Position,
        new AggregateException(change.Exception, reason));

    // The handler's own message may hold values of the row, so it stays in the inner exception.
    private static string Describe(FailedChange change) =>
        $"Handler {change.Handler} failed with {change.Exception.GetType().Name} on the {change.Kind} of "
        + $"{change.Table} at {change.Position} ({Times(change.Attempts)})";

    private static string Times(int attempts) => attempts == 1 ? "tried once" : $"tried {attempts} times";
}
