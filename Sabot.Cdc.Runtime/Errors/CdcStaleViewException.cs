namespace Sabot.Cdc;

/// <summary>
/// A change, row or batch was read after the enumerator had moved past it. Views are valid until the next
/// <c>MoveNextAsync</c>: copy what has to live longer, or call <c>Retain()</c> on the batch while it is current.
/// </summary>
public sealed class CdcStaleViewException : CdcException
{
    /// <summary>Creates the exception; the message names the table where it is known.</summary>
    public CdcStaleViewException(string message) : base(message)
    {
    }
}
