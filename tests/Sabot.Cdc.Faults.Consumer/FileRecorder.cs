namespace Sabot.Cdc.Faults.Consumer;

/// <summary>Into the file.</summary>
internal sealed class FileRecorder(Ledger ledger) : IRecorder
{
    public ValueTask RecordAsync(Handled change)
    {
        ledger.Write(change);
        return ValueTask.CompletedTask;
    }
}
