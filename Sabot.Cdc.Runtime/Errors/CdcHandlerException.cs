namespace Sabot.Cdc;

/// <summary>
/// A handler could not handle a change, and the stream of its table ended there; <see cref="Exception.InnerException"/>
/// says why. The change is not acknowledged: it comes again after the next start.
/// </summary>
public sealed class CdcHandlerException : CdcException
{
    internal CdcHandlerException(
        string message, string table, string handler, CdcPosition position, Exception innerException)
        : base(message, innerException)
    {
        Table = table;
        Handler = handler;
        Position = position;
    }

    /// <summary>The table, <c>schema.table</c>.</summary>
    public string Table { get; }

    /// <summary>The handler's type, without its namespace.</summary>
    public string Handler { get; }

    /// <summary>The change that was not handled.</summary>
    public CdcPosition Position { get; }
}
