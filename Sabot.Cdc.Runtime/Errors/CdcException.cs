namespace Sabot.Cdc;

/// <summary>The base of everything Sabot.Cdc throws about a stream; the message says what to do next.</summary>
public abstract class CdcException : Exception
{
    /// <summary>Creates the exception with one sentence that names what, where and what to do next.</summary>
    protected CdcException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with the exception that led to it.</summary>
    protected CdcException(string message, Exception? innerException) : base(message, innerException)
    {
    }
}
