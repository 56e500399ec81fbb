using Microsoft.Extensions.Options;

namespace Sabot.Cdc;

/// <summary>Checks <see cref="CdcHostingOptions"/>.</summary>
internal sealed class CdcHostingOptionsValidator : IValidateOptions<CdcHostingOptions>
{
    private static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxInterval = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, CdcHostingOptions options) =>
        options.SlotCheckInterval == Timeout.InfiniteTimeSpan
        || (options.SlotCheckInterval >= MinInterval && options.SlotCheckInterval <= MaxInterval)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"SlotCheckInterval is {options.SlotCheckInterval}; set it to 1 s to 1 day, e.g. 00:00:15, or to "
                + "-00:00:00.001 for never");
}
