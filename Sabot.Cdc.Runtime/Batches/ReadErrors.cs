namespace Sabot.Cdc;

/// <summary>The exceptions of reading a batch, so that the accessors stay small enough to inline.</summary>
internal static class ReadErrors
{
    /// <summary>Of a value that is quoted in a message.</summary>
    private const int LongestText = 100;

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

    internal static ArgumentOutOfRangeException NoAttribute(CdcTable table, int composite, int attribute) =>
        new(
            nameof(attribute),
            attribute,
            $"{Path(table, composite)} has {table.Nested[composite].Children.Length} attributes.");

    internal static InvalidOperationException WrongType(CdcTable table, int number, CdcType type)
    {
        var actual = table.Nested[number].Type;
        return new InvalidOperationException(
            $"{Path(table, number)} is of type {actual} and cannot be read as {type}; use the accessor of {actual}.");
    }

    internal static CdcValueException Null(CdcTable table, int column) =>
        Unreadable(
            table,
            column,
            "is null although the schema file says not null; run dotnet sabot-cdc scaffold again and rebuild.");

    /// <summary>PostgreSQL lets every attribute and element be null.</summary>
    internal static CdcValueException NestedNull(CdcTable table, int number) =>
        Unreadable(
            table, number, "is null, as attributes and elements may always be; read it with a nullable accessor.");

    internal static CdcValueException Unrepresentable(
        CdcTable table, int number, string value, string type, string accessor) =>
        Unreadable(
            table,
            number,
            $"is {value}, which {type} cannot hold; read the column's Raw property ({accessor}) instead.");

    internal static CdcValueException Misfit(CdcTable table, int column, string text)
    {
        var value = text.Length <= LongestText ? text : string.Concat(text.AsSpan(0, LongestText), "…");
        return table.Nested[column].Type switch
        {
            CdcType.Interval =>
                Unrepresentable(table, column, value, "an Arrow interval", nameof(CdcRowView.GetIntervalRaw)),
            CdcType.Array => Unrepresentable(
                table, column, value, "a list of elements", nameof(CdcRowView.GetMisfitText)),
            _ => Unrepresentable(
                table, column, value, "a composite view", nameof(CdcRowView.GetMisfitText)),
        };
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

    private static CdcValueException Unreadable(CdcTable table, int number, string finding) =>
        new($"{Path(table, number)} {finding}", table.QualifiedName, table.Nested.Path(number));

    private static string Path(CdcTable table, int number) => $"{table.QualifiedName}.{table.Nested.Path(number)}";
}
