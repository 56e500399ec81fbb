namespace Sabot.Cdc;

/// <summary>
/// The update did not touch this value, it is stored out of line (TOAST), and PostgreSQL wrote neither the old nor
/// the new copy to the WAL: the value exists but is not in the stream. Check the <c>Has…</c> property of the column
/// first, or let the table log it with <c>ALTER TABLE … REPLICA IDENTITY FULL</c>.
/// </summary>
public sealed class CdcUnchangedValueException : CdcException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">One sentence that names <c>table.column</c> and both ways out.</param>
    /// <param name="table">The table, <c>schema.table</c>.</param>
    /// <param name="column">The column.</param>
    public CdcUnchangedValueException(string message, string table, string column) : base(message)
    {
        Table = table;
        Column = column;
    }

    /// <summary>The table, <c>schema.table</c>.</summary>
    public string Table { get; }

    /// <summary>The column.</summary>
    public string Column { get; }
}
