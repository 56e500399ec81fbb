using System.Linq;
using Sabot.Cdc.Generator.Contracts;
using Sabot.Cdc.Generator.Model;
using static Sabot.Cdc.Generator.Emit.GeneratedFile;

namespace Sabot.Cdc.Generator.Emit;

/// <summary>Writes the other part of a contract: its properties, and what makes one from a row.</summary>
internal static class ContractEmitter
{
    public static SourceModel Emit(ContractCode code)
    {
        var contract = code.Contract;
        var text = Write(contract.Namespace, source => EmitNested(source, code, 0));
        return new SourceModel(HintName(contract), text);
    }

    private static void EmitNested(SourceWriter source, ContractCode code, int depth)
    {
        var containers = code.Contract.Containers;
        if (depth == containers.Count)
            EmitContract(source, code);
        else
            source.Block("partial " + containers[depth], () => EmitNested(source, code, depth + 1));
    }

    private static void EmitContract(SourceWriter source, ContractCode code)
    {
        var (contract, name) = (code.Contract, code.Contract.Name);
        source.Block($"partial {contract.Keyword} {name}", () =>
        {
            if (code.RowType is { } row)
            {
                source.Line($"private readonly {row} {contract.FieldName};");
                source.Line();
                source.Summary($"What the contract says of a row of {Text.Code(contract.Table)}; good for as long as the row is.");
                source.Line(Mark);
                source.Line($"public {name}({row} row) => {contract.FieldName} = row;");
                source.Line();
                source.Summary($"What the contract says of a row of {Text.Code(contract.Table)}; good for as long as the row is.");
                source.Line(Mark);
                source.Line($"public static implicit operator {name}({row} row) => new {name}(row);");
            }

            foreach (var property in code.Properties)
            {
                source.Line();
                source.Line(Mark);
                source.Line($"{Declaration(property)} => {Body(contract, property)};");
            }
        });
    }

    private static string Declaration(ContractMember member) =>
        $"{member.Property.Modifiers} {member.Type} @{member.Property.Name}";

    private static string Body(ContractModel contract, ContractMember member) => member.Member is { } name
        ? $"{contract.FieldName}.@{name}"
        : "throw new global::System.NotSupportedException()";
}
