using System.Linq;
using Sabot.Cdc.Generator.Model;
using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Generator.Emit;

/// <summary>Writes <c>UsersChange</c>: one insert, update, delete or truncate.</summary>
internal static class ChangeEmitter
{
    public static void Emit(SourceWriter source, TableModel table)
    {
        var type = table.TypeName + "Change";
        var contract = $"{GeneratedFile.Runtime}.ICdcChange<{type}>";
        source.Summary($"A change of {Text.Code(table.QualifiedName)}.");
        source.Line("/// <remarks>A view into received memory, good until the enumeration moves on, unless its batch is retained.</remarks>");
        source.Line(GeneratedFile.Attribute);
        source.Block($"public readonly struct {type} : {contract}", () =>
        {
            EmitTable(source, table);
            source.Line();
            source.Line($"private readonly {GeneratedFile.Runtime}.CdcChangeView _change;");
            source.Line();
            source.Line($"internal {type}({GeneratedFile.Runtime}.CdcBatch batch, int row) => _change = new {GeneratedFile.Runtime}.CdcChangeView(batch, row);");
            source.Line();
            source.Summary("What happened.");
            source.Line($"public {GeneratedFile.Runtime}.CdcChangeKind Kind => _change.Kind;");
            source.Line();
            source.Summary("The row as it is now; null for a delete and a truncate.");
            source.Line($"public {table.TypeName}Row? After => _change.HasAfter ? new {table.TypeName}Row(_change.Row) : null;");
            source.Line();
            EmitBefore(source, table);
            source.Line();
            EmitKey(source, table);
            source.Line();
            source.Summary("What identifies this change for ever: store it and compare by it to see a change only once.");
            source.Line($"public {GeneratedFile.Runtime}.CdcPosition Position => _change.Position;");
            source.Line();
            source.Summary("When the transaction committed, in UTC.");
            source.Line("public global::System.DateTime CommitTime => _change.CommitTime;");
            source.Line();
            source.Summary("The transaction's number (xid), which PostgreSQL uses again after 2^32 others.");
            source.Line("public uint TransactionId => _change.TransactionId;");
            source.Line();
            source.Summary("The batch that the change arrived in.");
            source.Line($"public {table.TypeName}Batch Batch => new {table.TypeName}Batch(_change.Batch);");
            source.Line();
            source.Line($"static {GeneratedFile.Runtime}.CdcTable {contract}.Table => Table;");
            source.Line();
            source.Line($"static {type} {contract}.Create({GeneratedFile.Runtime}.CdcBatch batch, int row) => new {type}(batch, row);");
            if (table.Key.Count > 0)
            {
                source.Line();
                EmitReadKey(source, table);
            }
        });
    }

    private static void EmitTable(SourceWriter source, TableModel table)
    {
        var key = table.Key.Select(ordinal => Text.Literal(table.Columns[ordinal].Name));
        source.Line($"private static readonly {GeneratedFile.Runtime}.CdcTable Table = new {GeneratedFile.Runtime}.CdcTable(");
        source.Indented(() =>
        {
            source.Line($"{Text.Literal(table.Schema)},");
            source.Line($"{Text.Literal(table.Name)},");
            source.Line($"{GeneratedFile.Runtime}.CdcReplicaIdentity.{table.Identity},");
            source.Line($"new string[] {{ {string.Join(", ", key)} }},".Replace("{  }", "{ }"));
            source.Line($"new {GeneratedFile.Runtime}.CdcColumn[]");
            source.Line("{");
            source.Indented(() =>
            {
                foreach (var column in table.Columns)
                    source.Line($"new {GeneratedFile.Runtime}.CdcColumn({Text.Literal(column.Name)}, {GeneratedFile.Runtime}.CdcType.{column.Kind}, {Text.Literal(column.PostgresType)}, isNullable: {(column.NotNull ? "false" : "true")}),");
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
            EmitAbsent(source, $"{row}? Before", $"PostgreSQL does not log whole old rows of {table.QualifiedName}: run ALTER TABLE {table.QualifiedName} REPLICA IDENTITY FULL and then 'dotnet sabot-cdc scaffold'");
        }
    }

    private static void EmitKey(SourceWriter source, TableModel table)
    {
        if (table.Key.Count == 0)
        {
            var reason = table.Identity == SchemaIdentity.Nothing
                ? $"{table.QualifiedName} has REPLICA IDENTITY NOTHING: run ALTER TABLE {table.QualifiedName} REPLICA IDENTITY DEFAULT and then 'dotnet sabot-cdc scaffold'"
                : $"{table.QualifiedName} has no primary key: run ALTER TABLE {table.QualifiedName} ADD PRIMARY KEY and then 'dotnet sabot-cdc scaffold'";
            EmitAbsent(source, "object Key", reason);
            source.Line();
            EmitAbsent(source, "object PreviousKey", reason);
            return;
        }

        var key = table.TypeName + "Key";
        var update = $"Kind == {GeneratedFile.Runtime}.CdcChangeKind.Update && _change.HasOldImage";
        var mayBeUnchanged = MayKeyBeUnchanged(table);
        var truncated = Text.Literal($"A truncate of {table.QualifiedName} is of all rows and has no key: look at Kind first.");

        source.Summary("What identifies the row: the new key of an insert and an update, the old one of a delete.");
        source.Line("/// <exception cref=\"global::System.InvalidOperationException\">The change is a truncate, which is of all rows.</exception>");
        source.Line($"public {key} Key => Kind == {GeneratedFile.Runtime}.CdcChangeKind.Truncate");
        source.Indented(() =>
        {
            source.Line($"? throw new global::System.InvalidOperationException({truncated})");
            source.Line(mayBeUnchanged
                ? $": {update} ? ReadKey(_change.Row, _change.OldImage) : ReadKey(_change.Row, _change.Row);"
                : ": ReadKey(_change.Row);");
        });
        source.Line();
        source.Summary("The key that the row had before, if this is an update that changed it; otherwise null.");
        source.Block($"public {key}? PreviousKey", () => source.Block("get", () =>
        {
            source.Line($"if (!({update}))");
            source.Indented(() => source.Line("return null;"));
            source.Line();
            source.Line($"var previous = ReadKey(_change.OldImage{(mayBeUnchanged ? ", _change.OldImage" : "")});");
            source.Line("return previous == Key ? null : previous;");
        }));
    }

    /// <summary>
    /// A large key that an update does not change is missing from the new row; PostgreSQL then logs it with the old image.
    /// </summary>
    private static void EmitReadKey(SourceWriter source, TableModel table)
    {
        var mayBeUnchanged = MayKeyBeUnchanged(table);
        var view = GeneratedFile.Runtime + ".CdcRowView";
        var values = table.Key.Select(ordinal =>
        {
            var column = table.Columns[ordinal];
            return KeyEmitter.Read(column, ordinal, MayBeUnchanged(column) ? $"(row.IsPresent({ordinal}) ? row : old)" : "row");
        });
        source.Line($"private static {table.TypeName}Key ReadKey({view} row{(mayBeUnchanged ? $", {view} old" : "")}) =>");
        source.Indented(() => source.Line($"new {table.TypeName}Key({string.Join(", ", values)});"));
    }

    private static bool MayKeyBeUnchanged(TableModel table) => table.Key.Any(ordinal => MayBeUnchanged(table.Columns[ordinal]));

    private static bool MayBeUnchanged(ColumnModel column) => column.Members.Any(member => member.Kind == MemberKind.Presence);

    /// <summary>A member that the table does not have: using it fails to compile with what makes it exist.</summary>
    private static void EmitAbsent(SourceWriter source, string declaration, string reason)
    {
        var message = Text.Literal(reason + ".");
        source.Summary("Not there: " + Text.Xml(reason) + ".");
        source.Line($"[global::System.Obsolete({message}, error: true)]");
        source.Line($"public {declaration} => throw new global::System.NotSupportedException({message});");
    }
}
