using Sabot.Cdc.Generator.Model;
using Sabot.Cdc.Naming;
using static Sabot.Cdc.Generator.Emit.GeneratedFile;

namespace Sabot.Cdc.Generator.Emit;

/// <summary>Writes <c>UsersBatch</c>: the changes that arrived together, as changes and as whole columns.</summary>
internal static class BatchEmitter
{
    /// <summary>What the runtime's batch view has of each row beside the table's columns.</summary>
    private static readonly (string Type, string Name, string Summary)[] SystemColumns =
    [
        ("byte", "Operations", "The letter of each row's <c>CdcChangeKind</c>, or <c>O</c> for an old image."),
        ("ulong", "Lsns", "The end LSN of each row's transaction."),
        ("uint", "Sequences", "The ordinal of each row's change within its transaction, across all tables."),
        ("uint", "TransactionIds", "The number (xid) of each row's transaction."),
        ("long", "CommitTimes", "The commit time of each row's transaction, microseconds since 1970-01-01T00:00:00Z."),
    ];

    public static void Emit(SourceWriter source, TableModel table)
    {
        var type = table.TypeName + "Batch";
        var contract = $"{Runtime}.ICdcBatch<{type}>";
        source.Summary($"Changes of {Text.Code(table.QualifiedName)} that arrived together, in commit order.");
        source.Line("/// <remarks>");
        source.Line("/// Enumerating gives the changes. The columns are memory as it arrived, with one value for each row: a");
        source.Line("/// row is a change, or the old image (<c>O</c> in <see cref=\"Operations\"/>) of the update in the next");
        source.Line("/// row. Columns and changes are good until the enumeration moves on, unless the batch is retained.");
        source.Line("/// </remarks>");
        source.Line(Mark);
        source.Block($"public readonly struct {type} : {contract}", () =>
        {
            source.Line($"private readonly {Runtime}.CdcBatchView _batch;");
            source.Line();
            source.Line($"internal {type}({Runtime}.CdcBatch batch) => _batch = new {Runtime}.CdcBatchView(batch);");
            source.Line();
            source.Summary("The number of rows, old images included.");
            source.Line("public int Count => _batch.Count;");
            source.Line();
            EmitChanges(source, table);
            foreach (var (value, name, summary) in SystemColumns)
            {
                source.Line();
                source.Summary(summary);
                source.Line($"public global::System.ReadOnlySpan<{value}> {name} => _batch.{name};");
            }

            for (var i = 0; i < table.Columns.Count; i++)
                EmitColumn(source, table.Columns[i], i);

            source.Line();
            source.Summary("The rows as an Apache Arrow record batch over the same memory, which is then its own.");
            source.Line("public global::Apache.Arrow.RecordBatch ToRecordBatch() => _batch.ToRecordBatch();");
            source.Line();
            source.Summary("Keeps the batch, its columns and its changes good for as long as they are referenced.");
            source.Line("public void Retain() => _batch.Retain();");
            source.Line();
            source.Line($"static {type} {contract}.Create({Runtime}.CdcBatch batch) => new {type}(batch);");
            source.Line();
            EmitEnumerator(source, table);
        });
    }

    private static void EmitChanges(SourceWriter source, TableModel table)
    {
        var change = table.TypeName + "Change";
        source.Summary("The change in a row.");
        source.Line("/// <param name=\"row\">0 to <see cref=\"Count\"/> - 1, as in the columns.</param>");
        source.Exception("global::System.ArgumentException", "There is no such row, or it is an old image.");
        source.Line($"public {change} this[int row] => new {change}(_batch.Batch, row);");
        source.Line();
        source.Summary("Enumerates the changes, passing over old images.");
        source.Line("public Enumerator GetEnumerator() => new Enumerator(_batch.Batch);");
    }

    private static void EmitColumn(SourceWriter source, ColumnModel column, int ordinal)
    {
        var (name, property) = (Text.Code(column.Name), column.PropertyName);
        var number = Text.Number(ordinal);
        var (type, accessor) = (ColumnAccess.ColumnType(column.Kind), ColumnAccess.ColumnAccessor(column.Kind));
        var values = column.Kind switch
        {
            ColumnKind.Text => ", as UTF-8",
            ColumnKind.Enum => ", as its label in UTF-8",
            _ when PostgresType.IsSentAsTextWhereItExceeds(column.Kind) =>
                $" unless it does not fit ({ColumnAccess.NotHeld(column.Kind)})",
            _ when PostgresType.ExceedsItsProperty(column.Kind) => ": " + ColumnAccess.NumberMeaning(column.Kind),
            _ => "",
        };
        source.Line();
        source.Summary($"Column {name}, a value for each row{values}. A row without a value holds anything.");
        source.Line($"public {type} {property}Column => _batch.Get{accessor}Column({number});");
        if (column.Kind == ColumnKind.Decimal)
        {
            source.Line();
            source.Summary($"How many digits of the numbers of column {name} follow the decimal point.");
            source.Line($"public int {property}Scale => _batch.GetDecimalScale({number});");
        }

        source.Line();
        source.Summary($"In which rows column {name} has a value.");
        source.Line($"public {Runtime}.CdcValidity {property}Validity => _batch.GetValidity({number});");
    }

    private static void EmitEnumerator(SourceWriter source, TableModel table)
    {
        var change = table.TypeName + "Change";
        source.Summary("Enumerates the changes of a batch.");
        source.Block("public struct Enumerator", () =>
        {
            source.Line($"private readonly {Runtime}.CdcBatchView _batch;");
            source.Line("private int _row;");
            source.Line();
            source.Block($"internal Enumerator({Runtime}.CdcBatch batch)", () =>
            {
                source.Line($"_batch = new {Runtime}.CdcBatchView(batch);");
                source.Line("_row = -1;");
            });
            source.Line();
            source.Summary("The change that the enumerator is at.");
            source.Line($"public readonly {change} Current => new {change}(_batch.Batch, _row);");
            source.Line();
            source.Summary("Moves to the next change; false at the end.");
            source.Block("public bool MoveNext()", () =>
            {
                source.Line("_row = _batch.NextChange(_row + 1);");
                // As the change itself compares them, so that it need not do so again.
                source.Line("return (uint)_row < (uint)_batch.Count;");
            });
        });
    }
}
