namespace Sabot.Cdc;

/// <summary>
/// The table in the stream is no longer the one the code was compiled against: a column is missing or has another
/// type, or the replica identity supplies less. Thrown before the first row of the new schema is delivered.
/// </summary>
public sealed class CdcSchemaDriftException : CdcException
{
    /// <summary>Creates the exception for one column.</summary>
    /// <param name="message">One sentence that says what differs and what to do.</param>
    /// <param name="table">The table, <c>schema.table</c>.</param>
    /// <param name="column">The column, or null when the table itself (its replica identity) differs.</param>
    /// <param name="compiled">What the compiled schema file says.</param>
    /// <param name="streamed">What the stream says, or null when the column is gone.</param>
    /// <param name="lsn">Position of the first batch with the new schema.</param>
    public CdcSchemaDriftException(
        string message, string table, string? column, string compiled, string? streamed, ulong lsn) : base(message)
    {
        Table = table;
        Column = column;
        Compiled = compiled;
        Streamed = streamed;
        Lsn = lsn;
    }

    /// <summary>The table, <c>schema.table</c>.</summary>
    public string Table { get; }

    /// <summary>
    /// The column, with the path to the attribute of a composite or element of an array (<c>home.zip</c>,
    /// <c>homes[].zip</c>), or null when the table itself (its replica identity) differs.
    /// </summary>
    public string? Column { get; }

    /// <summary>The PostgreSQL type (or replica identity) the code was compiled against.</summary>
    public string Compiled { get; }

    /// <summary>The PostgreSQL type (or replica identity) in the stream, or null when the column is gone.</summary>
    public string? Streamed { get; }

    /// <summary>Position in the WAL at which the stream has the other schema.</summary>
    public ulong Lsn { get; }
}
