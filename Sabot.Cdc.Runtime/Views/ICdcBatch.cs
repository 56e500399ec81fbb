namespace Sabot.Cdc;

/// <summary>What the generator implements for a table's batch struct, so that a stream can make it.</summary>
/// <typeparam name="TSelf">The batch struct itself.</typeparam>
public interface ICdcBatch<TSelf>
    where TSelf : struct, ICdcBatch<TSelf>
{
    /// <summary>The table's view of a batch.</summary>
    static abstract TSelf Create(CdcBatch batch);
}
