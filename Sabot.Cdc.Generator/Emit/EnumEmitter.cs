using System.Linq;
using System.Text;
using Sabot.Cdc.Generator.Model;
using Sabot.Cdc.Naming;
using static Sabot.Cdc.Generator.Emit.GeneratedFile;

namespace Sabot.Cdc.Generator.Emit;

/// <summary>Writes an enum, and <c>MoodLabels</c>, which knows PostgreSQL's names of its values.</summary>
internal static class EnumEmitter
{
    public static void Emit(SourceWriter source, EnumModel model)
    {
        var type = model.TypeName;
        source.Summary(model.Comment, $"The enum {Text.Code(model.QualifiedName)}.");
        source.Line(Mark);
        source.Block($"public enum {type}", () =>
        {
            source.Summary(
                "A label that was added after this code was generated: the column's <c>Text</c> twin has it. Run "
                + "'dotnet sabot-cdc scaffold' to know it.");
            source.Line($"{NamingPolicy.UnrecognizedLabel} = 0,");
            for (var i = 0; i < model.Labels.Count; i++)
            {
                source.Line();
                source.Summary($"The label {Text.Code(model.Labels[i].Label)}.");
                source.Line($"{model.Labels[i].Name} = {Text.Number(i + 1)},");
            }
        });
        source.Line();
        source.Summary($"PostgreSQL's labels of <see cref=\"{type}\"/>.");
        source.Line(Mark);
        source.Block($"public static class {type}Labels", () =>
        {
            EmitParse(source, model);
            source.Line();
            EmitToLabel(source, model);
            source.Line();
            EmitReader(source, type);
        });
    }

    /// <summary>Looks at a label's length first: then mostly one comparison is left.</summary>
    private static void EmitParse(SourceWriter source, EnumModel model)
    {
        source.Summary($"The value of a label; <see cref=\"{model.TypeName}.{NamingPolicy.UnrecognizedLabel}\"/> of one that is not known.");
        source.Line("/// <param name=\"utf8\">The label as UTF-8.</param>");
        source.Block($"public static {model.TypeName} Parse(global::System.ReadOnlySpan<byte> utf8)", () =>
        {
            if (model.Labels.Count > 0)
            {
                source.Block("switch (utf8.Length)", () => EmitCases(source, model));
                source.Line();
            }

            source.Line($"return {model.TypeName}.{NamingPolicy.UnrecognizedLabel};");
        });
    }

    private static void EmitCases(SourceWriter source, EnumModel model)
    {
        foreach (var length in model.Labels.GroupBy(label => Encoding.UTF8.GetByteCount(label.Label)))
        {
            source.Line($"case {Text.Number(length.Key)}:");
            source.Indented(() =>
            {
                foreach (var label in length)
                {
                    source.Line($"if (global::System.MemoryExtensions.SequenceEqual(utf8, {Text.Literal(label.Label)}u8))");
                    source.Indented(() => source.Line($"return {model.TypeName}.{label.Name};"));
                }

                source.Line("break;");
            });
        }
    }

    private static void EmitToLabel(SourceWriter source, EnumModel model)
    {
        var message = Text.Literal($"It is no label of {model.QualifiedName} that this code was generated with.");
        source.Summary("The label of a value.");
        source.Exception(
            "global::System.ArgumentOutOfRangeException",
            $"The value is <see cref=\"{model.TypeName}.{NamingPolicy.UnrecognizedLabel}\"/>, or none of the enum.");
        source.Block($"public static string ToLabel(this {model.TypeName} value) => value switch", () =>
        {
            foreach (var label in model.Labels)
                source.Line($"{model.TypeName}.{label.Name} => {Text.Literal(label.Label)},");

            source.Line($"_ => throw new global::System.ArgumentOutOfRangeException(nameof(value), value, {message}),");
        }, "};");
    }

    private static void EmitReader(SourceWriter source, string type)
    {
        source.Block($"internal readonly struct Reader : {Runtime}.IColumnReader<{type}>", () =>
            source.Line($"public static {type} Read({Runtime}.CdcValueView value) => Parse(value.GetUtf8());"));
    }
}
