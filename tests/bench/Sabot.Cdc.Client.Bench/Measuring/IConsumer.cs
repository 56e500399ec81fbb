namespace Sabot.Cdc.Client.Bench.Measuring;

/// <summary>A way to get the rows of a slot into typed C#.</summary>
internal interface IConsumer
{
    /// <summary>Reads so many rows with all their columns, acknowledging as it goes, and lets the slot go.</summary>
    Task ReadAsync(string slot, long rows, Stage stage, Checksum checksum);
}
