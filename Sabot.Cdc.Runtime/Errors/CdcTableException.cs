namespace Sabot.Cdc;

/// <summary>A subscribed table does not exist, has no WAL of its own, or is not in the publication.</summary>
public sealed class CdcTableException : CdcException
{
    internal CdcTableException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
