using System.Linq;
using Microsoft.CodeAnalysis;
using Sabot.Cdc.Generator.Diagnostics;
using Sabot.Cdc.Generator.Model;

namespace Sabot.Cdc.Generator.Readers;

/// <summary>Looks for the types of a <c>reader</c> line in the user's code: they are named in another file, long ago.</summary>
/// <remarks>
/// The type itself may be one that another generator makes, which is not there yet: then nothing is said about it.
/// </remarks>
internal static class ReaderCheck
{
    public static DiagnosticModel? Check(ReaderUse use, Compilation compilation)
    {
        var problem = Problem(use, compilation);
        return problem is null ? null : new DiagnosticModel(
            DiagnosticIds.Reader,
            use.Place,
            $"{use.Subject} is read by {use.Reader}, {problem}: mend it, or the entry of the column or its type in "
            + "sabot-cdc.json, and run 'dotnet sabot-cdc scaffold'");
    }

    private static string? Problem(ReaderUse use, Compilation compilation)
    {
        if (compilation.GetTypeByMetadataName("Sabot.Cdc.IColumnReader`1") is not { } contract)
            return null;
        if (Find(use.Reader, compilation) is not { } reader)
            return "which does not exist in this project";
        if (reader.TypeKind != TypeKind.Struct)
            return "which is no struct";

        var types = reader.AllInterfaces
            .Where(implemented => SymbolEqualityComparer.Default.Equals(implemented.OriginalDefinition, contract))
            .Select(implemented => implemented.TypeArguments[0])
            .ToArray();
        if (types.Length == 0)
            return $"which does not implement IColumnReader<{use.Type}>";
        if (types.Any(type => type.TypeKind == TypeKind.Error))
            return null;
        if (!types.Any(type => NameOf(type) == use.Type))
            return $"which implements IColumnReader<{NameOf(types[0])}>, not that of {use.Type}";

        return types.All(type => type is INamedTypeSymbol named && IsPublic(named))
            ? null
            : $"but {use.Type} is not public, which the generated code is";
    }

    private static string NameOf(ITypeSymbol type) =>
        type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat).Replace("global::", "").Replace("@", "");

    /// <summary>Finds a type that may be nested: of <c>A.B.C</c>, <c>C</c> may be in a type <c>A.B</c>.</summary>
    private static INamedTypeSymbol? Find(string name, Compilation compilation)
    {
        for (var dot = name.Length; dot > 0; dot = name.LastIndexOf('.', dot - 1))
        {
            var metadataName = name.Substring(0, dot) + name.Substring(dot).Replace('.', '+');
            if (compilation.GetTypeByMetadataName(metadataName) is { } type)
                return type;
        }

        return null;
    }

    private static bool IsPublic(INamedTypeSymbol? type)
    {
        for (; type is not null; type = type.ContainingType)
        {
            if (type.DeclaredAccessibility != Accessibility.Public)
                return false;
        }

        return true;
    }
}
