namespace Sabot.Cdc.Faults.Consumer;

/// <summary>Where what was handled is kept together with how far that is, for exactly-once.</summary>
internal interface IPositionStore : IRecorder
{
    /// <summary>The history that the positions of handled changes are of; set before the first of them.</summary>
    Func<CdcTimeline> Timeline { get; set; }

    /// <summary>A client begins, behind the last change that is stored; nulls before the first.</summary>
    Task<(CdcPosition? Position, CdcTimeline? Timeline)> BeginAsync();

    /// <summary>Progress without changes.</summary>
    ValueTask SaveAsync(CdcPosition position, CdcTimeline timeline, CancellationToken cancellationToken);
}
