namespace Sabot.Cdc;

/// <summary>When a change counts as done, so that it may be acknowledged to the server.</summary>
public enum CdcAcknowledgement
{
    /// <summary>When the enumerator moves past it.</summary>
    Automatic,

    /// <summary>
    /// When its position, or a later one, is given to <c>AcknowledgeAsync</c> of its stream or of the client: for work
    /// that goes on after the loop has moved on, such as a bulk load that is filled over many changes.
    /// </summary>
    Manual,
}
