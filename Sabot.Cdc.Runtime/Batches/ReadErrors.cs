namespace Sabot.Cdc;

/// <summary>The exceptions of reading a batch, so that the accessors stay small enough to inline.</summary>
internal static class ReadErrors
{
    internal static CdcStaleViewException Stale(CdcTable table) =>
        new(
            $"This view of {table.QualifiedName} is stale: its enumerator has moved on. "
            + "Copy what has to live longer, or call Retain() on the batch while it is current.");

    internal static ArgumentOutOfRangeException NoColumn(CdcTable table, int column) =>
        new(nameof(column), column, $"{table.QualifiedName} has {table.Columns.Length} columns.");

    /// <summary>A row outside the batch; a count of -1 is a batch that has been released.</summary>
    internal static Exception NoRow(CdcTable table, int row, int count) => count < 0
        ? Stale(table)
        : new ArgumentOutOfRangeException(
            nameof(row), row, $"The batch of {table.QualifiedName} has {count} rows.");

    internal static InvalidOperationException WrongType(CdcTable table, int column, CdcType type)
    {
        var actual = table.Columns[column];
        return new InvalidOperationException(
            $"{table.QualifiedName}.{actual.Name} is a {actual.Type} column and cannot be read as {type}; "
            + $"use the accessor of {actual.Type}.");
    }

    internal static CdcValueException Null(CdcTable table, int column)
    {
        var name = table.Columns[column].Name;
        return new CdcValueException(
            $"{table.QualifiedName}.{name} is null although the schema file says not null; "
            + "run dotnet sabot-cdc scaffold again and rebuild.",
            table.QualifiedName,
            name);
    }

    internal static CdcValueException Unrepresentable(
        CdcTable table, int column, string value, string type, string accessor)
    {
        var name = table.Columns[column].Name;
        return new CdcValueException(
            $"{table.QualifiedName}.{name} is {value}, which {type} cannot hold; "
            + $"read the column's Raw property ({accessor}) instead.",
            table.QualifiedName,
            name);
    }

    internal static CdcValueException Misfit(CdcTable table, int column, string text) =>
        Unrepresentable(table, column, text, "an Arrow interval", nameof(CdcRowView.GetIntervalRaw));

    internal static Exception NotLogged(TableBinding binding, int column, byte operation)
    {
        var table = binding.Table;
        var name = table.Columns[column].Name;
        var full = $"ALTER TABLE {table.QualifiedName} REPLICA IDENTITY FULL";
        return operation switch
        {
            RowOperation.Truncate => new InvalidOperationException(
                $"A truncate of {table.QualifiedName} has no row; check Kind before reading columns."),
            RowOperation.OldImage or RowOperation.Delete => new CdcUnchangedValueException(
                $"{table.QualifiedName}.{name} is not in the old row, of which the WAL holds only the key columns; "
                + $"check with IsPresent first, or run {full}.",
                table.QualifiedName,
                name),
            _ => new CdcUnchangedValueException(
                $"{table.QualifiedName}.{name} was not changed by this update and is stored out of line (TOAST), so "
                + $"its value is not in the WAL; check its Has… property (IsPresent) first, or run {full}.",
                table.QualifiedName,
                name),
        };
    }
}
