using Sabot.Cdc.Generator.Model;
using static Sabot.Cdc.Generator.Emit.GeneratedFile;

namespace Sabot.Cdc.Generator.Emit;

/// <summary>
/// Writes <c>cdc.Users()</c>, one method per table in its table's file, and <c>cdc.Changes()</c> and
/// <c>cdc.Transactions()</c>, once in a file of their own, of one class.
/// </summary>
internal static class ClientEmitter
{
    private const string Header = "public static partial class CdcTables";

    /// <summary>The part of the class that is there once: what the class is, and the streams of several tables.</summary>
    public static SourceModel EmitClass(ClientModel client) => new("CdcTables.g.cs", Write(client.Namespace, source =>
    {
        source.Summary(
            "The streams of this project's tables: one method for each .cdc file, and those of several tables.");
        source.Line(Mark);
        source.Block(Header, () =>
        {
            EmitStreams(source, "Changes", "CdcChangeStream", "The changes of {0}, in commit order across tables.");
            source.Line();
            EmitStreams(
                source, "Transactions", "CdcTransactionStream", "The transactions that change {0}, each as a whole.");
            source.Line();
            source.Block($"private static {Runtime}.CdcChangeSource[] AllSources() => new {Runtime}.CdcChangeSource[]", () =>
            {
                foreach (var table in client.Tables)
                    source.Line($"global::{table.Namespace}.{table.TypeName}Change.Source,");
            }, end: "};");
        });
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

    // No table's method has these names: NamingPolicy keeps them.
    private static void EmitStreams(SourceWriter source, string name, string stream, string summary)
    {
        const string Source = Runtime + ".CdcChangeSource";
        source.Summary(summary.Replace("{0}", "all tables"));
        source.Line("/// <param name=\"cdc\">The client; ask for all streams, then enumerate.</param>");
        source.Line($"public static {Runtime}.{stream} {name}(this {Runtime}.CdcClient cdc) =>");
        source.Indented(() => source.Line($"cdc.Subscribe{name}(AllSources());"));
        source.Line();
        source.Summary(summary.Replace("{0}", "the named tables"));
        source.Line("/// <param name=\"cdc\">The client; ask for all streams, then enumerate.</param>");
        source.Line("/// <param name=\"table\">A table: the <c>Source</c> of its changes.</param>");
        source.Line("/// <param name=\"others\">Other tables.</param>");
        source.Line($"public static {Runtime}.{stream} {name}(");
        source.Indented(() =>
        {
            source.Line($"this {Runtime}.CdcClient cdc, {Source} table, params {Source}[] others)");
        });
        source.Line("{");
        source.Indented(() =>
        {
            source.Line($"var tables = new {Source}[others.Length + 1];");
            source.Line("tables[0] = table;");
            source.Line("others.CopyTo(tables, 1);");
            source.Line($"return cdc.Subscribe{name}(tables);");
        });
        source.Line("}");
    }
}
