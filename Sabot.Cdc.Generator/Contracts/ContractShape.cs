using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Sabot.Cdc.Generator.Diagnostics;

namespace Sabot.Cdc.Generator.Contracts;

/// <summary>Says why the declaration of a contract, or of a property of one, cannot be implemented.</summary>
internal static class ContractShape
{
    /// <summary>The first C# with partial properties; the compiler that the generator is built with has no name for it.</summary>
    private const LanguageVersion CSharp13 = (LanguageVersion)1300;

    /// <summary>What is wrong with the struct, at its name; null if nothing is.</summary>
    public static DiagnosticModel? WhyNot(TypeDeclarationSyntax type, ParseOptions options)
    {
        var name = type.Identifier.ValueText;
        if (options is CSharpParseOptions { LanguageVersion: < CSharp13 and var version })
        {
            return new DiagnosticModel(
                DiagnosticIds.ContractNeedsCSharp13,
                SourcePlace.Of(type.Identifier),
                $"Contract {name} needs partial properties, which C# {version.ToDisplayString()} does not have: set "
                + "<LangVersion>13</LangVersion> or later in the project, with the .NET SDK 9 or later");
        }

        if (!type.Modifiers.Any(SyntaxKind.PartialKeyword) || !type.Modifiers.Any(SyntaxKind.ReadOnlyKeyword))
            return Impossible(type, $"declare it as 'readonly partial struct {name}', so that its properties can be generated");
        if (type.TypeParameterList is not null)
            return Impossible(type, "it cannot have type parameters, as its table's columns have none");

        foreach (var outer in type.AncestorsAndSelf().OfType<TypeDeclarationSyntax>())
        {
            var outerName = outer.Identifier.ValueText;
            if (outer.Modifiers.Any(SyntaxKind.FileKeyword))
                return Impossible(type, $"{outerName} cannot be 'file', as generated code is in another file");
            if (!outer.Modifiers.Any(SyntaxKind.PartialKeyword))
                return Impossible(type, $"declare {outerName}, which it is nested in, as 'partial'");
            if (outer.TypeParameterList is not null)
                return Impossible(type, $"it cannot be nested in {outerName}, which has type parameters: move it out");
        }

        return null;
    }

    /// <summary>What is wrong with a partial property, at its name; null if nothing is.</summary>
    public static DiagnosticModel? WhyNot(PropertyDeclarationSyntax property, string contract)
    {
        var isReadOnly = property.AccessorList is { Accessors.Count: 1 } accessors
            && accessors.Accessors[0].IsKind(SyntaxKind.GetAccessorDeclaration)
            && accessors.Accessors[0].Modifiers.Count == 0;
        if (isReadOnly && !property.Modifiers.Any(SyntaxKind.StaticKeyword) && property.Type is not RefTypeSyntax)
            return null;

        var name = property.Identifier.ValueText;
        return new DiagnosticModel(
            DiagnosticIds.ContractPropertyNotReadOnly,
            SourcePlace.Of(property.Identifier),
            $"{contract}.{name} can only read a column: declare it as '{{ get; }}', neither static nor ref");
    }

    /// <summary>The types that a struct is nested in as another part of them begins, outermost first.</summary>
    public static IEnumerable<string> Containers(TypeDeclarationSyntax type) =>
        type.Ancestors().OfType<TypeDeclarationSyntax>().Reverse().Select(outer =>
            $"{Keyword(outer)} {outer.Identifier.Text}");

    /// <summary><c>class</c>, <c>struct</c>, <c>interface</c>, <c>record</c> or <c>record struct</c>.</summary>
    public static string Keyword(TypeDeclarationSyntax type) =>
        type is RecordDeclarationSyntax { ClassOrStructKeyword: { RawKind: not 0 } kind }
            ? $"record {kind.Text}"
            : type.Keyword.Text;

    private static DiagnosticModel Impossible(TypeDeclarationSyntax type, string reason) =>
        new(
            DiagnosticIds.ContractDeclaration,
            SourcePlace.Of(type.Identifier),
            $"Contract {type.Identifier.ValueText} cannot be implemented: {reason}");
}
