using System.Linq;
using Sabot.Cdc.Generator.Model;
using Sabot.Cdc.Naming;
using Sabot.Cdc.Schema;
using static Sabot.Cdc.Generator.Emit.GeneratedFile;

namespace Sabot.Cdc.Generator.Emit;

/// <summary>Writes <c>UsersChange</c>: one insert, update, delete or truncate.</summary>
internal static class ChangeEmitter
{
    public static void Emit(SourceWriter source, TableModel table)
    {
        var (type, row, batch) = (table.TypeName + "Change", table.TypeName + "Row", table.TypeName + "Batch");
        var contract = $"{Runtime}.ICdcChange<{type}>";
        var arguments = $"{Runtime}.CdcBatch batch, int row";
        source.Summary($"A change of {Text.Code(table.QualifiedName)}.");
        source.Line("/// <remarks>");
        source.Line("/// A view into received memory, good until the enumeration moves on unless its batch is retained.");
        source.Line("/// </remarks>");
        source.Line(Mark);
        source.Block($"public readonly struct {type} : {contract}", () =>
        {
            EmitTable(source, table);
            source.Line();
            source.Line($"private readonly {Runtime}.CdcChangeView _change;");
            source.Line();
            source.Line($"internal {type}({arguments}) => _change = new {Runtime}.CdcChangeView(batch, row);");
            source.Line();
            source.Summary("What happened.");
            source.Line($"public {Runtime}.CdcChangeKind Kind => _change.Kind;");
            source.Line();
            source.Summary("The row as it is now; null for a delete and a truncate.");
            source.Line($"public {row}? After => _change.HasAfter ? new {row}(_change.Row) : null;");
            source.Line();
            EmitBefore(source, table);
            source.Line();
            ChangeKeyEmitter.Emit(source, table);
            source.Line();
            source.Summary("What identifies the change for ever: store it, and compare by it to see a change only once.");
            source.Line($"public {Runtime}.CdcPosition Position => _change.Position;");
            source.Line();
            source.Summary("When the transaction committed, in UTC.");
            source.Line("public global::System.DateTime CommitTime => _change.CommitTime;");
            source.Line();
            source.Summary("The transaction's number (xid), which PostgreSQL uses again after 2^32 others.");
            source.Line("public uint TransactionId => _change.TransactionId;");
            source.Line();
            source.Summary("The batch that the change arrived in.");
            source.Line($"public {batch} Batch => new {batch}(_change.Batch);");
            source.Line();
            source.Summary($"The table for a stream of several: <c>cdc.Changes({type}.Source)</c>.");
            source.Line($"public static {Runtime}.CdcChangeSource Source => {Runtime}.CdcChangeSource.Of<{type}>();");
            source.Line();
            source.Line($"{Runtime}.CdcTable {Runtime}.ICdcChange.Table => Table;");
            source.Line();
            source.Line($"static {Runtime}.CdcTable {contract}.Table => Table;");
            source.Line();
            source.Line($"static {type} {contract}.Create({arguments}) => new {type}(batch, row);");
            if (table.HasKeyType)
            {
                source.Line();
                ChangeKeyEmitter.EmitReadKey(source, table);
            }
        });
    }

    /// <summary>The table as the runtime compares it with the stream.</summary>
    private static void EmitTable(SourceWriter source, TableModel table)
    {
        var key = string.Join(", ", table.Key.Select(ordinal => Text.Literal(table.Columns[ordinal].Name)));
        source.Line($"private static readonly {Runtime}.CdcTable Table = new {Runtime}.CdcTable(");
        source.Indented(() =>
        {
            source.Line($"{Text.Literal(table.Schema)},");
            source.Line($"{Text.Literal(table.Name)},");
            source.Line($"{Runtime}.CdcReplicaIdentity.{table.Identity.ToString()},");
            source.Line($"new string[] {{{(key.Length == 0 ? "" : $" {key}")} }},");
            source.Line($"new {Runtime}.CdcColumn[]");
            source.Line("{");
            source.Indented(() =>
            {
                foreach (var column in table.Columns)
                    source.Line(ColumnDescriptor.Of(column) + ",");
            });
            source.Line("});");
        });
    }

    private static void EmitBefore(SourceWriter source, TableModel table)
    {
        var row = table.TypeName + "Row";
        if (table.Identity == SchemaIdentity.Full)
        {
            source.Summary("The row as it was before; null for an insert and a truncate.");
            source.Line($"public {row}? Before => _change.HasOldImage ? new {row}(_change.OldImage) : null;");
        }
        else
        {
            AbsentMember.Emit(
                source,
                $"{row}? Before",
                $"PostgreSQL does not log whole old rows of {table.QualifiedName}",
                $"ALTER TABLE {table.QualifiedName} REPLICA IDENTITY FULL");
        }
    }
}
