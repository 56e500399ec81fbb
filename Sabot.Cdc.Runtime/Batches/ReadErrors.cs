namespace Sabot.Cdc;

/// <summary>The exceptions of reading a batch, so that the accessors stay small enough to inline.</summary>
internal static class ReadErrors
{
    internal static string Stale(CdcTable table) =>
        $"This view of {table.QualifiedName} is stale: its enumerator has moved on. "
        + "Copy what has to live longer, or call Retain() on the batch while it is current.";

    internal static Exception WrongAccessor(CdcTable table, int column, CdcType? type)
    {
        var columns = table.Columns;
        if ((uint)column >= (uint)columns.Length)
        {
            return new ArgumentOutOfRangeException(
                nameof(column), column, $"{table.QualifiedName} has {columns.Length} columns.");
        }

        return new InvalidOperationException(
            $"{table.QualifiedName}.{columns[column].Name} is a {columns[column].Type} column and cannot be read as "
            + $"{type}; use the accessor of its own type.");
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
