using System.Linq;
using Sabot.Cdc.Generator.Model;
using Sabot.Cdc.Naming;
using Sabot.Cdc.Schema;
using static Sabot.Cdc.Generator.Emit.GeneratedFile;

namespace Sabot.Cdc.Generator.Emit;

/// <summary>Writes <c>Key</c> and <c>PreviousKey</c> of a change.</summary>
internal static class ChangeKeyEmitter
{
    public static void Emit(SourceWriter source, TableModel table)
    {
        if (!table.HasKeyType)
        {
            EmitNoKey(source, table, "Key");
            source.Line();
            EmitNoKey(source, table, "PreviousKey");
            return;
        }

        var key = table.TypeName + "Key";
        var hasOldKey = $"Kind == {Runtime}.CdcChangeKind.Update && _change.HasOldImage";
        var mayBeUnchanged = MayKeyBeUnchanged(table);
        var truncated = $"A truncate of {table.QualifiedName} is of all rows and has no key: look at Kind first.";

        source.Summary("What identifies the row: the new key of an insert and an update, the old one of a delete.");
        source.Exception("global::System.InvalidOperationException", "The change is a truncate, which is of all rows.");
        source.Line($"public {key} Key => Kind == {Runtime}.CdcChangeKind.Truncate");
        source.Indented(() =>
        {
            source.Line($"? throw new global::System.InvalidOperationException({Text.Literal(truncated)})");
            source.Line(mayBeUnchanged
                ? $": ReadKey(_change.Row, {hasOldKey} ? _change.OldImage : _change.Row);"
                : ": ReadKey(_change.Row);");
        });
        source.Line();
        source.Summary("The key that the row had before, if this is an update that changed it; otherwise null.");
        source.Block($"public {key}? PreviousKey", () => source.Block("get", () =>
        {
            source.Line($"if (!({hasOldKey}))");
            source.Indented(() => source.Line("return null;"));
            source.Line();
            source.Line($"var previous = ReadKey(_change.OldImage{(mayBeUnchanged ? ", _change.OldImage" : "")});");
            source.Line("return previous == Key ? null : previous;");
        }));
    }

    /// <summary>The method that both read by.</summary>
    /// <remarks>
    /// A large key that an update does not change is missing from the new row; PostgreSQL then logs it with the old
    /// image. So each such column is read from there.
    /// </remarks>
    public static void EmitReadKey(SourceWriter source, TableModel table)
    {
        var values = table.Key.Select(ordinal =>
        {
            var column = table.Columns[ordinal];
            var row = MayBeUnchanged(column) ? $"(row.IsPresent({Text.Number(ordinal)}) ? row : old)" : "row";
            return KeyEmitter.Read(column, ordinal, row);
        });
        var old = MayKeyBeUnchanged(table) ? $", {Runtime}.CdcRowView old" : "";
        source.Line($"private static {table.TypeName}Key ReadKey({Runtime}.CdcRowView row{old}) =>");
        source.Indented(() => source.Line($"new {table.TypeName}Key({string.Join(", ", values)});"));
    }

    private static void EmitNoKey(SourceWriter source, TableModel table, string name)
    {
        if (table.ColumnWithoutKeyValue is { } column)
        {
            var subject = $"Column {SchemaIdentifier.Quote(column.Name)} of the key of {table.QualifiedName} is {column.PostgresType}, whose values do not outlive their batch";
            if (table.Identity == SchemaIdentity.Full)
                AbsentMember.Emit(source, $"object {name}", $"{subject}: read After or Before.");
            else
                AbsentMember.Emit(source, $"object {name}", subject, $"ALTER TABLE {table.QualifiedName} REPLICA IDENTITY FULL");

            return;
        }

        var (reason, action) = table.Identity == SchemaIdentity.Nothing
            ? ("has REPLICA IDENTITY NOTHING", "REPLICA IDENTITY DEFAULT")
            : ("has no primary key", "ADD PRIMARY KEY");
        AbsentMember.Emit(
            source,
            $"object {name}",
            $"{table.QualifiedName} {reason}",
            $"ALTER TABLE {table.QualifiedName} {action}");
    }

    private static bool MayKeyBeUnchanged(TableModel table) =>
        table.Key.Any(ordinal => MayBeUnchanged(table.Columns[ordinal]));

    private static bool MayBeUnchanged(ColumnModel column) =>
        column.Members.Any(member => member.Kind == MemberKind.Presence);
}
