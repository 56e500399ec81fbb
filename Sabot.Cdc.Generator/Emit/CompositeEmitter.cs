using Sabot.Cdc.Generator.Model;
using static Sabot.Cdc.Generator.Emit.GeneratedFile;

namespace Sabot.Cdc.Generator.Emit;

/// <summary>Writes <c>AddressView</c>: a view of one composite value, with the members of each attribute.</summary>
internal static class CompositeEmitter
{
    public static void Emit(SourceWriter source, CompositeModel composite)
    {
        var type = composite.TypeName + "View";
        source.Summary(composite.Comment, $"A value of the composite type {Text.Code(composite.QualifiedName)}.");
        source.Line("/// <remarks>A view into received memory, good for as long as the row that it was read from.</remarks>");
        source.Line(Mark);
        source.Block($"public readonly struct {type}", () =>
        {
            source.Block($"internal static readonly {Runtime}.CdcColumn[] _columns = new {Runtime}.CdcColumn[]", () =>
            {
                foreach (var attribute in composite.Attributes)
                    source.Line(ColumnDescriptor.Of(attribute) + ",");
            }, "};");
            source.Line();
            source.Line($"internal static readonly {Runtime}.CdcElementReader<{type}?> _element =");
            source.Indented(() =>
                source.Line($"{Runtime}.CdcElements.CompositeOf<{type}>(static value => new {type}(value));"));
            source.Line();
            source.Line($"private readonly {Runtime}.CdcCompositeView _value;");
            source.Line();
            source.Line($"internal {type}({Runtime}.CdcCompositeView value) => _value = value;");
            var members = new MemberEmitter(source, composite, "_value");
            for (var i = 0; i < composite.Attributes.Count; i++)
                members.Emit(composite.Attributes[i], i);
        });
    }
}
