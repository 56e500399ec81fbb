namespace Sabot.Cdc;

/// <summary>
/// A transaction in progress could not be kept on the disk (<see cref="CdcOptions.Streaming"/>): the disk is full, the
/// folder may not be written to, or reading back failed. Nothing of the transaction was acknowledged: the server sends
/// it again after the next start.
/// </summary>
public sealed class CdcSpillException : CdcException
{
    internal CdcSpillException(string message, string folder, Exception? innerException = null)
        : base(message, innerException) => Folder = folder;

    /// <summary>The folder that it was to be kept in.</summary>
    public string Folder { get; }
}
