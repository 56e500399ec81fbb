using Microsoft.Extensions.Options;

namespace Sabot.Cdc;

/// <summary>Checks <see cref="CdcHealthOptions"/>.</summary>
internal sealed class CdcHealthOptionsValidator : IValidateOptions<CdcHealthOptions>
{
    private static readonly TimeSpan MinTimeout = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxTimeout = TimeSpan.FromMinutes(1);

    public ValidateOptionsResult Validate(string? name, CdcHealthOptions options)
    {
        List<string> failures = [];
        if (options.DegradedBytes < 0 || options.UnhealthyBytes < options.DegradedBytes)
            failures.Add("UnhealthyBytes must be at least DegradedBytes, and both at least 0");
        if (options.DegradedLag < TimeSpan.Zero || options.UnhealthyLag < options.DegradedLag)
            failures.Add("UnhealthyLag must be at least DegradedLag, and both at least 00:00:00");
        if (options.ReconnectGrace < TimeSpan.Zero)
            failures.Add("ReconnectGrace must be at least 00:00:00");
        if (options.ServerTimeout < MinTimeout || options.ServerTimeout > MaxTimeout)
            failures.Add("ServerTimeout must be between 100 ms and 1 minute; set it to e.g. 00:00:05");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
