namespace Sabot.Cdc;

/// <summary>
/// The server could not be reached, did not let the role in, or the connection was lost. The message never holds the
/// password.
/// </summary>
public sealed class CdcConnectionException : CdcException
{
    internal CdcConnectionException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
