using System.Diagnostics.CodeAnalysis;

namespace Sabot.Cdc;

/// <summary>The sentences of what goes wrong with transactions in progress, in what is sent and on the disk.</summary>
internal static class SpillErrors
{
    private const string Advice = "check that the server's wal2arrow has the version of this client.";

    public static CdcProtocolException Mixed() => new(
        "The server sent rows of finished transactions and of one in progress in the same message; " + Advice);

    public static CdcProtocolException NoTransaction(ulong number) => new(
        $"The server sent rows of a transaction in progress with the number {number}, which is none; " + Advice);

    public static CdcProtocolException NoEnd(uint transaction) => new(
        $"The server sent the commit of transaction {transaction} without its position; " + Advice);

    public static CdcProtocolException NothingRolledBack(uint transaction) => new(
        $"The server sent the abort of subtransaction 0 of transaction {transaction}; " + Advice);

    public static CdcProtocolException Ranges(uint transaction, uint first, uint last, uint before) => new(
        $"The server sent the commit of transaction {transaction} with the changes {first} to {last} rolled back behind "
        + $"change {before}, but such ranges ascend from 1; " + Advice);

    /// <summary>A batch whose rows cannot be told apart from those that were rolled back.</summary>
    public static CdcProtocolException Malformed(uint transaction, StreamSchema schema, CdcProtocolException cause) =>
        new($"Malformed batch of {schema.QualifiedName} in transaction {transaction}: {cause.Message}", cause);

    [DoesNotReturn]
    public static void ThrowDescends(int row, uint sequence, uint before) => ArrowErrors.Throw(
        $"Row {row} is of change {sequence}, but comes behind one of change {before}.");

    /// <summary>What the disk or the folder did not do.</summary>
    public static CdcSpillException Failed(string what, string folder, Exception cause) => new(
        $"Could not {what} in {folder}: {cause.Message.TrimEnd('.')}; see to it that the folder can be written to and "
        + "that its disk has room for the largest transactions, or set SpillFolder to one that has, and start again: "
        + "the server sends everything again that was not acknowledged.",
        folder,
        cause);

    public static CdcSpillException Damaged(uint transaction, string folder) => new(
        $"The file of transaction {transaction} in {folder} is not as it was written; keep other programs out of the "
        + "folder, and start again: the server sends everything again that was not acknowledged.",
        folder);
}
