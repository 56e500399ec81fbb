using Sabot.Cdc.Generator.Model;
using static Sabot.Cdc.Generator.Emit.GeneratedFile;

namespace Sabot.Cdc.Generator.Emit;

/// <summary>Writes <c>cdc.Users()</c>: one method per table, in its table's file, of one class.</summary>
internal static class ClientEmitter
{
    private const string Header = "public static partial class CdcTables";

    /// <summary>The part of the class that is there once and says what the class is.</summary>
    public static SourceModel EmitClass(string @namespace) => new("CdcTables.g.cs", Write(@namespace, source =>
    {
        source.Summary("The streams of this project's tables: one method for each .cdc file.");
        source.Line(Mark);
        source.Block(Header, () => { });
    }));

    public static void EmitMethod(SourceWriter source, TableModel table)
    {
        var type = $"global::{table.Namespace}.{table.TypeName}";
        var (change, batch) = (type + "Change", type + "Batch");
        var stream = $"{Runtime}.CdcStream<{change}, {batch}>";
        source.Block(Header, () =>
        {
            source.Summary(table.Comment, $"The changes of {Text.Code(table.QualifiedName)}, in commit order.");
            source.Line("/// <param name=\"cdc\">The client; subscribe to all tables, then enumerate.</param>");
            source.Line(Mark);
            source.Line($"public static {stream} {table.TypeName}(this {Runtime}.CdcClient cdc) =>");
            source.Indented(() => source.Line($"cdc.Subscribe<{change}, {batch}>();"));
        });
    }
}
