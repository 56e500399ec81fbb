using Sabot.Cdc.Generator.Model;
using Sabot.Cdc.Schema;
using static Sabot.Cdc.Generator.Emit.GeneratedFile;

namespace Sabot.Cdc.Generator.Emit;

/// <summary>Writes <c>UsersRow</c>: a view of one row image, with the members of each column.</summary>
internal static class RowEmitter
{
    public static void Emit(SourceWriter source, TableModel table)
    {
        var type = table.TypeName + "Row";
        source.Summary(table.Comment, $"A row of {Text.Code(table.QualifiedName)}.");
        source.Line("/// <remarks>");
        source.Line("/// A view into received memory, good until the enumeration moves on unless its batch is retained. A");
        source.Line("/// view that is used later throws <see cref=\"global::Sabot.Cdc.CdcStaleViewException\"/>.");
        source.Line("/// </remarks>");
        source.Line(Mark);
        source.Block($"public readonly struct {type}", () =>
        {
            source.Line($"private readonly {Runtime}.CdcRowView _row;");
            source.Line();
            source.Line($"internal {type}({Runtime}.CdcRowView row) => _row = row;");
            var members = new MemberEmitter(source, table, "_row");
            for (var i = 0; i < table.Columns.Count; i++)
                members.Emit(table.Columns[i], i);

            foreach (var tombstone in table.Tombstones)
            {
                foreach (var member in tombstone.Members)
                {
                    source.Line();
                    EmitTombstone(source, table, tombstone, member);
                }
            }
        });
    }

    private static void EmitTombstone(
        SourceWriter source, TableModel table, TombstoneModel tombstone, MemberModel member)
    {
        var name = SchemaIdentifier.Quote(tombstone.Name);
        var advice = tombstone.Advice("remove its uses");
        var message = Text.Literal($"Column {name} of {table.QualifiedName} was dropped: {advice}.");
        var column = new ColumnModel(tombstone.Name, NotNull: true, tombstone.Value, member.Name, default);
        source.Summary(
            $"Column {Text.Code(tombstone.Name)} of {Text.Code(table.QualifiedName)} was dropped; "
            + $"it was {Text.Code(tombstone.Value.PostgresType)}.");
        source.Line($"[global::System.Obsolete({message}, error: true)]");
        source.Line(
            $"public {MemberAccess.TypeOf(column, member.Kind)} {member.Name} => "
            + $"throw new global::System.NotSupportedException({message});");
    }
}
