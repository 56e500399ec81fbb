namespace Sabot.Cdc;

/// <summary>
/// A transaction cannot be delivered as a whole by this client, and comes again as a whole to the next one: the client
/// was stopped before all of it had arrived, or its first part was read by an enumeration that ended within it.
/// </summary>
public sealed class CdcIncompleteTransactionException : CdcException
{
    internal CdcIncompleteTransactionException(string message, ulong lsn) : base(message) => Lsn = lsn;

    /// <summary>The transaction's end LSN.</summary>
    public ulong Lsn { get; }
}
