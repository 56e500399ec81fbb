namespace Sabot.Cdc;

/// <summary>
/// A position cannot be resumed at: the slot or the server is beyond it, has never had it, or it could not be stored.
/// Going on would leave a gap, so it is never retried.
/// </summary>
public sealed class CdcPositionException : CdcException
{
    internal CdcPositionException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
