using Sabot.Cdc.Generator.Model;
using Sabot.Cdc.Naming;
using static Sabot.Cdc.Generator.Emit.GeneratedFile;

namespace Sabot.Cdc.Generator.Emit;

/// <summary>Writes the expression of a column as the runtime compares it with the stream.</summary>
internal static class ColumnDescriptor
{
    public static string Of(ColumnModel column) => Of(column.Name, column.Value, !column.NotNull);

    private static string Of(string name, ValueModel value, bool isNullable)
    {
        var type = $"{ColumnAccess.RuntimeType(value.Kind)}, {Text.Literal(value.PostgresType)}";
        var children = value.Kind switch
        {
            ColumnKind.Array => $", new {Runtime}.CdcColumn[] {{ {Of("item", value.Element!, isNullable: true)} }}",
            ColumnKind.Composite => $", {value.TypeName}View._columns",
            _ => "",
        };
        return $"new {Runtime}.CdcColumn({Text.Literal(name)}, {type}, isNullable: {(isNullable ? "true" : "false")}{children})";
    }
}
