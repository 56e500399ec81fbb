namespace Sabot.Cdc;

/// <summary>What the generator implements for a table's change struct, so that a stream can make it.</summary>
/// <typeparam name="TSelf">The change struct itself.</typeparam>
public interface ICdcChange<TSelf> : ICdcChange
    where TSelf : struct, ICdcChange<TSelf>
{
    /// <summary>The table as the code was compiled against it.</summary>
    static new abstract CdcTable Table { get; }

    /// <summary>The change at a row of a batch; the row is never an old image.</summary>
    static abstract TSelf Create(CdcBatch batch, int row);
}
