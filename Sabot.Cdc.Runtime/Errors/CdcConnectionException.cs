namespace Sabot.Cdc;

/// <summary>
/// The server could not be reached, did not let the role in, or the connection was lost. The message never holds the
/// password.
/// </summary>
public sealed class CdcConnectionException : CdcException
{
    internal CdcConnectionException(string message, Exception? innerException = null, bool isTransient = true)
        : base(message, innerException)
    {
        Reason = message.TrimEnd('.');
        IsTransient = isTransient;
    }

    internal CdcConnectionException(
        string reason, string advice, Exception? innerException = null, bool isTransient = true)
        : base($"{reason}; {advice}.", innerException)
    {
        Reason = reason;
        IsTransient = isTransient;
    }

    /// <summary>
    /// Whether trying again later can help: the network or the server was not there. False for what somebody has to
    /// correct first: a password, a role, a database that does not exist.
    /// </summary>
    /// <remarks>
    /// The client tries again by itself (<see cref="CdcOptions.ReconnectAttempts"/>,
    /// <see cref="CdcOptions.WaitForServer"/>); a transient exception is thrown when it may not, or no longer.
    /// </remarks>
    public bool IsTransient { get; }

    /// <summary>What happened, without what to do: for a client that does it by itself.</summary>
    internal string Reason { get; }
}
