namespace Sabot.Cdc;

/// <summary>
/// The replication slot cannot be used: it is missing, in use, invalidated, or of another kind, plugin or database.
/// </summary>
public sealed class CdcSlotException : CdcException
{
    internal CdcSlotException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
