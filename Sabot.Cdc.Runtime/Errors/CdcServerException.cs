namespace Sabot.Cdc;

/// <summary>The server is reachable but refuses to stream; the message says what to change there.</summary>
public sealed class CdcServerException : CdcException
{
    internal CdcServerException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
