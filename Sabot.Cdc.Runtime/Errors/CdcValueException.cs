namespace Sabot.Cdc;

/// <summary>
/// A value is there, but the property that was read cannot hold it: infinity in a DateOnly, NaN in a decimal, a null
/// in a column that the schema file calls not null. The raw accessor of the column reads every value losslessly.
/// </summary>
public sealed class CdcValueException : CdcException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">One sentence that names <c>table.column</c> and the accessor to use.</param>
    /// <param name="table">The table, <c>schema.table</c>.</param>
    /// <param name="column">The column.</param>
    public CdcValueException(string message, string table, string column) : base(message)
    {
        Table = table;
        Column = column;
    }

    /// <summary>The table, <c>schema.table</c>.</summary>
    public string Table { get; }

    /// <summary>The column, with the path to what is nested in it (<c>home.zip</c>, <c>tags[]</c>).</summary>
    public string Column { get; }
}
