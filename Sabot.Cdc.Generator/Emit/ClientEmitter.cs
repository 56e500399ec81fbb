using Sabot.Cdc.Generator.Model;

namespace Sabot.Cdc.Generator.Emit;

/// <summary>Writes <c>cdc.Users()</c>: one method per table, in its table's file, of one class.</summary>
internal static class ClientEmitter
{
    private const string Header = "public static partial class CdcTables";

    /// <summary>The part of the class that is there once and says what the class is.</summary>
    public static SourceModel EmitClass(string @namespace) => new("CdcTables.g.cs", GeneratedFile.Write(@namespace, source =>
    {
        source.Summary("The streams of this project's tables: one method for each .cdc file.");
        source.Line(GeneratedFile.Attribute);
        source.Block(Header, () => { });
    }));

    public static void EmitMethod(SourceWriter source, TableModel table)
    {
        var (change, batch) = (table.TypeName + "Change", table.TypeName + "Batch");
        source.Block(Header, () =>
        {
            source.Summary($"The changes of {Text.Code(table.QualifiedName)}, in commit order.");
            source.Line("/// <param name=\"cdc\">The client; subscribe to all tables before the first enumeration.</param>");
            source.Line(GeneratedFile.Attribute);
            source.Line($"public static {GeneratedFile.Runtime}.CdcStream<{change}, {batch}> {table.TypeName}(this {GeneratedFile.Runtime}.CdcClient cdc) =>");
            source.Indented(() => source.Line($"cdc.Subscribe<{change}, {batch}>();"));
        });
    }
}
