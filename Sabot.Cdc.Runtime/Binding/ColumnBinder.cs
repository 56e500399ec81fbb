using Apache.Arrow.Types;

namespace Sabot.Cdc;

/// <summary>
/// Finds each column of a table, and each attribute and element nested in it, in the schema of one generation.
/// </summary>
internal sealed class ColumnBinder(CdcTable table, StreamSchema streamed, ulong position)
{
    private readonly NestedColumns _columns = table.Nested;

    /// <summary>By the number of an array or composite: what its children are found in.</summary>
    private readonly StreamChildren?[] _children = new StreamChildren?[table.Nested.Count];

    internal BoundColumn[] Bind()
    {
        var bound = new BoundColumn[_columns.Count];
        for (var number = 0; number < bound.Length; number++)
            bound[number] = number < table.Columns.Length ? Top(number) : Nested(number);
        return bound;
    }

    private BoundColumn Top(int number)
    {
        var column = _columns[number];
        var index = streamed.IndexOf(column.Name);
        if (index < 0)
            throw DriftErrors.Missing(table, number, position);
        var field = streamed.Fields[index];
        var bound = Bound(number, field);
        var canMisfit = ColumnTypes.CanMisfit(field.Type);
        if (canMisfit && streamed.Misfits is null)
            throw NoMisfits(column);

        return bound with
        {
            UnchangedBit = index - SystemColumns.Count,
            IsInOldImage = streamed.Identity == CdcReplicaIdentity.Full
                || (streamed.Identity != CdcReplicaIdentity.Nothing && streamed.Key.Contains(column.Name)),
            CanMisfit = canMisfit,
        };
    }

    private BoundColumn Nested(int number)
    {
        var parent = _columns.Parent(number);
        var children = _children[parent]!;
        var field = _columns[parent].Type == CdcType.Array ? children.First : children.Find(_columns[number].Name);
        return Bound(number, field ?? throw DriftErrors.Missing(table, number, position));
    }

    private BoundColumn Bound(int number, StreamField field)
    {
        var column = _columns[number];
        if (!ColumnTypes.Match(column.Type, field.Type))
        {
            throw field.PostgresType == column.PostgresType
                ? DriftErrors.Represented(table, number, field, position)
                : DriftErrors.Retyped(table, number, field.PostgresType, position);
        }

        if (column.Type is CdcType.Array or CdcType.Composite)
            _children[number] = new StreamChildren(field);
        return new BoundColumn
        {
            Type = column.Type,
            Node = field.Node,
            Buffer = field.Buffer,
            Scale = field.Type is Decimal128Type type ? type.Scale : 0,
            Parent = _columns.Parent(number),
            FirstChild = _columns.FirstChild(number) - table.Columns.Length,
        };
    }

    private CdcProtocolException NoMisfits(CdcColumn column) =>
        new(
            $"The stream of {table.QualifiedName} has no column {MisfitText.ColumnName}, so values of {column.Name} "
            + "that do not fit its type could not be told from nulls; check that the server runs the wal2arrow that "
            + "belongs to this version of Sabot.Cdc.");
}
