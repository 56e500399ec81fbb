namespace Sabot.Cdc.Faults.Consumer;

/// <summary>Where a handled change is written down, before the next one is asked for.</summary>
internal interface IRecorder
{
    ValueTask RecordAsync(Handled change);
}
