namespace Sabot.Cdc;

/// <summary>
/// The server sent bytes that are not protocol 1 of wal2arrow: a malformed frame or Arrow message. Nothing of the
/// payload can be trusted; the stream has to be started anew, and if it happens again the plugin or the connection
/// is at fault, not the consumer.
/// </summary>
public sealed class CdcProtocolException : CdcException
{
    /// <summary>Creates the exception; the message names the part that is malformed and its byte offset.</summary>
    public CdcProtocolException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with the exception that led to it.</summary>
    public CdcProtocolException(string message, Exception? innerException) : base(message, innerException)
    {
    }
}
