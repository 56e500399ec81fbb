using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Sabot.Cdc.Generator.Diagnostics;
using Sabot.Cdc.Generator.Model;

namespace Sabot.Cdc.Generator.Contracts;

/// <summary>Reads a contract out of the user's code, and says what of its declaration cannot be implemented.</summary>
internal static class ContractReader
{
    /// <summary>The attribute that makes a struct a contract.</summary>
    public const string Attribute = "Sabot.Cdc.CdcTableAttribute";

    public static ContractDeclaration? Read(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        var type = (INamedTypeSymbol)context.TargetSymbol;
        var attribute = context.Attributes[0];

        // Without the argument there is a compiler's error already.
        if (attribute.ConstructorArguments.Length != 1
            || attribute.ConstructorArguments[0].Value is not string table
            || attribute.ApplicationSyntaxReference?.GetSyntax(cancellation) is not AttributeSyntax syntax)
        {
            return null;
        }

        var tablePlace = SourcePlace.Of(syntax.ArgumentList!.Arguments[0].Expression);
        var declaration = (TypeDeclarationSyntax)context.TargetNode;
        if (ContractShape.WhyNot(declaration, context.TargetNode.SyntaxTree.Options) is { } whyNot)
            return new ContractDeclaration(null, tablePlace, default, new EquatableArray<DiagnosticModel>([whyNot]));

        var diagnostics = new List<DiagnosticModel>();
        var properties = Properties(type, context.SemanticModel.Compilation, diagnostics, cancellation);
        var model = new ContractModel(
            table,
            type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString(),
            new EquatableArray<string>(ContractShape.Containers(declaration)),
            ContractShape.Keyword(declaration),
            declaration.Identifier.Text,
            FieldName(type),
            new EquatableArray<ContractProperty>(properties.Select(property => property.Property)));
        return new ContractDeclaration(
            model,
            tablePlace,
            new EquatableArray<FilePlace>(properties.Select(property => property.Place)),
            new EquatableArray<DiagnosticModel>(diagnostics));
    }

    /// <summary>The partial properties that nobody implements yet, of all parts of the struct.</summary>
    private static List<(ContractProperty Property, FilePlace Place)> Properties(
        INamedTypeSymbol type, Compilation compilation, List<DiagnosticModel> diagnostics, CancellationToken cancellation)
    {
        var declarations = type.DeclaringSyntaxReferences
            .SelectMany(reference => ((TypeDeclarationSyntax)reference.GetSyntax(cancellation)).Members)
            .OfType<PropertyDeclarationSyntax>()
            .Where(property => property.Modifiers.Any(SyntaxKind.PartialKeyword))
            .ToList();
        var implemented = declarations.Where(IsImplementation).Select(property => property.Identifier.ValueText);
        var properties = new List<(ContractProperty, FilePlace)>();
        foreach (var property in declarations.Where(property => !IsImplementation(property)))
        {
            var name = property.Identifier.ValueText;
            if (implemented.Contains(name))
                continue;

            var place = SourcePlace.Of(property.Identifier);
            if (ContractShape.WhyNot(property, type.Name) is { } whyNot)
            {
                diagnostics.Add(whyNot);
                continue;
            }

            var model = compilation.GetSemanticModel(property.SyntaxTree);
            if (model.GetDeclaredSymbol(property, cancellation) is not { } symbol)
                continue;

            var modifiers = string.Join(" ", property.Modifiers.Select(modifier => modifier.Text));
            var declared = new DeclaredType(TypePattern.Of(symbol.Type), property.Type.ToString());
            properties.Add((new ContractProperty(name, modifiers, declared), place));
        }

        return properties;
    }

    private static bool IsImplementation(PropertyDeclarationSyntax property) =>
        property.ExpressionBody is not null
        || property.AccessorList is { } accessors
            && accessors.Accessors.Any(accessor => accessor.Body is not null || accessor.ExpressionBody is not null);

    private static string FieldName(INamedTypeSymbol type)
    {
        var name = "_row";
        while (!type.GetMembers(name).IsEmpty)
            name = "_" + name;

        return name;
    }
}
