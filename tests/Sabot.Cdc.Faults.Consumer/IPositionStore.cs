namespace Sabot.Cdc.Faults.Consumer;

/// <summary>Where what was handled is kept together with how far that is, for exactly-once.</summary>
internal interface IPositionStore : IRecorder
{
    /// <summary>A client begins, behind the last change that is stored; null before the first.</summary>
    Task<CdcPosition?> BeginAsync();

    /// <summary>Progress without changes.</summary>
    ValueTask SaveAsync(CdcPosition position, CancellationToken cancellationToken);
}
