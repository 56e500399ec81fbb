using Sabot.Cdc.Faults.Consuming;
using Sabot.Cdc.Faults.Running;

namespace Sabot.Cdc.Faults.Injection;

/// <summary>One thing that goes wrong.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Weight">How often it is drawn, relative to the others.</param>
/// <param name="StrikeAsync">Makes it happen, and is over when whoever is responsible for the machines has done their part.</param>
/// <param name="Ends">How the consumer has to end by itself, when nothing can go on after this.</param>
/// <param name="StartsWithoutSlot">
/// Whether a new consumer is started when the slot is gone: that one must not be allowed to make slots. All others are.
/// </param>
/// <param name="NeedsStreaming">Whether it is about transactions that are sent while they are in progress.</param>
/// <param name="StopsTable">The table whose stream ends by itself while all others go on.</param>
internal sealed record Fault(
    string Name,
    int Weight,
    Func<ScheduleRun, Task> StrikeAsync,
    ConsumerExit? Ends = null,
    bool StartsWithoutSlot = false,
    bool NeedsStreaming = false,
    string? StopsTable = null);
