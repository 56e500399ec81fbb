using Microsoft.Extensions.Options;

namespace Sabot.Cdc;

/// <summary>Checks the options of a handler; each failure names the property and says what to set.</summary>
internal static class HandlerOptionsCheck
{
    private const int MaxParallelism = 128;
    private static readonly TimeSpan MinDelay = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromDays(1);

    /// <exception cref="OptionsValidationException">Something is wrong.</exception>
    internal static void ThrowIfInvalid(CdcHandlerOptions options, string handler, string table)
    {
        List<string> failures = [];
        Check(options, failures);
        if (failures.Count == 0)
            return;
        throw new OptionsValidationException(
            nameof(CdcHandlerOptions),
            typeof(CdcHandlerOptions),
            failures.Select(failure => $"Handler {handler} of {table}: {failure}"));
    }

    private static void Check(CdcHandlerOptions options, List<string> failures)
    {
        if (options.Parallelism is < 1 or > MaxParallelism)
            failures.Add($"Parallelism is {options.Parallelism}; set it to a number from 1 to {MaxParallelism}");
        if (options.RetryAttempts < 0)
        {
            failures.Add($"RetryAttempts is {options.RetryAttempts}; set it to 0 or more, or to null (\"forever\" in "
                + "configuration) to retry for ever");
        }

        if (options.RetryDelay < MinDelay || options.RetryDelay > MaxDelay)
            failures.Add($"RetryDelay is {options.RetryDelay}; set it to 1 ms to 1 day, e.g. 00:00:01");
        if (options.MaxRetryDelay < options.RetryDelay || options.MaxRetryDelay > MaxDelay)
        {
            failures.Add($"MaxRetryDelay is {options.MaxRetryDelay}; set it to at least RetryDelay "
                + $"({options.RetryDelay}) and at most 1 day, e.g. 00:01:00");
        }

        if (!Enum.IsDefined(options.OnFailure))
            failures.Add($"OnFailure is {options.OnFailure}; set it to Stop or Park");
        if (options.OnFailure == CdcFailureAction.Park && string.IsNullOrWhiteSpace(options.ParkFolder))
            failures.Add("OnFailure is Park, and there is no ParkFolder; set it to the folder for parked changes");
    }
}
