using System.Linq;
using Microsoft.CodeAnalysis;

namespace Sabot.Cdc.Generator.Contracts;

/// <summary>Writes a type of the user's code as the pattern of a <see cref="DeclaredType"/>.</summary>
internal static class TypePattern
{
    private const string Global = "global::";

    public static string Of(ITypeSymbol type) => type switch
    {
        INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable =>
            Of(nullable.TypeArguments[0]) + "?",
        IErrorTypeSymbol error => DeclaredType.Open + NameOfUnknown(error) + Arguments(error) + Annotation(error),
        IArrayTypeSymbol { Rank: 1 } array => Of(array.ElementType) + "[]" + Annotation(array),
        INamedTypeSymbol { IsGenericType: true, IsTupleType: false } generic =>
            FullName(generic.OriginalDefinition) + Arguments(generic) + Annotation(generic),
        _ => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat) + Annotation(type),
    };

    private static string NameOfUnknown(IErrorTypeSymbol type)
    {
        var name = FullName(type);
        return name.StartsWith(Global, System.StringComparison.Ordinal) ? name.Substring(Global.Length) : name;
    }

    private static string FullName(INamedTypeSymbol type)
    {
        var name = type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        var arguments = name.IndexOf('<');
        return arguments < 0 ? name : name.Substring(0, arguments);
    }

    private static string Arguments(INamedTypeSymbol type) =>
        type.TypeArguments.IsEmpty ? "" : $"<{string.Join(", ", type.TypeArguments.Select(Of))}>";

    private static string Annotation(ITypeSymbol type) => type.NullableAnnotation switch
    {
        NullableAnnotation.Annotated => "?",
        NullableAnnotation.None when type is { IsReferenceType: true, TypeKind: not TypeKind.Error } => DeclaredType.Open.ToString(),
        _ => "",
    };
}
