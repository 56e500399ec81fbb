using System.Collections.Immutable;
using System.Linq;
using System.Text;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Sabot.Cdc.Generator.Contracts;
using Sabot.Cdc.Generator.Diagnostics;
using Sabot.Cdc.Generator.Emit;
using Sabot.Cdc.Generator.Model;
using Sabot.Cdc.Generator.Readers;
using Sabot.Cdc.Naming;

namespace Sabot.Cdc.Generator;

/// <summary>Makes typed views of tables, enums and composites from the .cdc files of a project.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class CdcGenerator : IIncrementalGenerator
{
    internal const string ReadStep = "Read";
    internal const string TypeStep = "Types";
    internal const string ModelStep = "Model";
    internal const string CollisionStep = "Collisions";
    internal const string ConsumerStep = "Consumer";
    internal const string SourceStep = "Source";
    internal const string ClassStep = "Class";
    internal const string DiagnosticStep = "Diagnostics";
    internal const string ContractStep = "Contract";
    internal const string TargetStep = "Target";
    internal const string CheckStep = "Check";
    internal const string ContractSourceStep = "ContractSource";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        // Each .cdc file by itself: what it says. An equal text stops the work right there.
        var files = context.AdditionalTextsProvider
            .Where(static file => CdcFile.IsCdc(file.Path))
            .Select(Read)
            .WithTrackingName(ReadStep);

        // What no file knows by itself: the project that the code is for, and which enums and composites there are.
        // Both are quickly made and mostly come out equal, and then nothing follows.
        var consumer = context.CompilationProvider
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Select(static (pair, _) => Consumer(pair.Left, pair.Right))
            .WithTrackingName(ConsumerStep);
        var types = files
            .SelectMany(static (file, _) => TypeEntry.Of(file))
            .Collect()
            .Combine(consumer)
            .Select(static (pair, _) => TypeIndex.Of(pair.Left, pair.Right.Namespace))
            .WithTrackingName(TypeStep);

        // Each table, enum and composite with what it uses of other files; an equal model stops the work.
        var results = files
            .Combine(types)
            .Select(static (pair, _) => ItemModelBuilder.Build(pair.Left, pair.Right))
            .WithTrackingName(ModelStep);

        // Who else has an item's name; and where the tables' methods are.
        var all = results.Collect();
        var collisions = results
            .SelectMany(static (result, _) => ItemClaim.Of(result))
            .Collect()
            .Select(static (claims, _) => ItemCollisions.Among(claims))
            .WithTrackingName(CollisionStep);
        var clientNamespace = all
            .Combine(consumer)
            .Select(static (pair, _) => ClientNamespace(pair.Left, pair.Right.Namespace));

        // Output one: a source for each item, and the class that all tables extend with their method.
        var items = results
            .Combine(collisions.Combine(clientNamespace).Combine(consumer))
            .SelectMany(static (pair, _) => ItemSource.Of(
                pair.Left, pair.Right.Left.Left, pair.Right.Left.Right, pair.Right.Right))
            .Select(static (item, _) => ItemEmitter.Emit(item.Item, item.ClientNamespace))
            .WithTrackingName(SourceStep);
        var hasTables = all.Select(static (results, _) => results.Any(result => result.Item is TableModel));
        // It has the streams of several tables, so it knows which tables there are, and nothing else of them.
        var clients = results
            .SelectMany(static (result, _) => ClientTable.Of(result))
            .Collect()
            .Combine(collisions.Combine(clientNamespace).Combine(consumer))
            .SelectMany(static (pair, _) => ClientModel.Of(
                pair.Left, pair.Right.Left.Left, pair.Right.Left.Right, pair.Right.Right))
            .Select(static (client, _) => ClientEmitter.EmitClass(client))
            .WithTrackingName(ClassStep);
        context.RegisterSourceOutput(items, Add);
        context.RegisterSourceOutput(clients, Add);

        // Output two: the user's contracts. Each is read again when any code is edited, but is mostly equal to what it
        // was, and then all that follows is; and it is compared with its own table only.
        var contracts = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                ContractReader.Attribute,
                static (node, _) => node is TypeDeclarationSyntax,
                ContractReader.Read)
            .WithTrackingName(ContractStep)
            .Where(static contract => contract is not null)
            .Select(static (contract, _) => contract!);
        var checks = contracts
            .Combine(all.Combine(collisions))
            .Select(static (pair, _) => ContractTargets.Find(pair.Left, pair.Right.Left, pair.Right.Right))
            .WithTrackingName(TargetStep)
            .Select(static (target, _) => ContractChecker.Check(target))
            .WithTrackingName(CheckStep);
        var contractSources = checks
            .Where(static check => check.Code is not null)
            .Select(static (check, _) => check.Code!)
            .WithTrackingName(ContractSourceStep)
            .Select(static (code, _) => ContractEmitter.Emit(code));
        context.RegisterSourceOutput(contractSources, Add);

        // Output three: diagnostics, apart from the sources, so that a place that moves does not generate a table
        // again.
        var ofFiles = results.SelectMany(static (result, _) => result.Diagnostics).WithTrackingName(DiagnosticStep);
        var ofCollisions = collisions.SelectMany(static (collisions, _) => collisions.Diagnostics);
        var ofProject = hasTables
            .Combine(consumer)
            .SelectMany(static (pair, _) => pair is { Left: true, Right.ReferencesRuntime: false }
                ? ImmutableArray.Create(MissingRuntime())
                : ImmutableArray<DiagnosticModel>.Empty);
        var ofContracts = checks.SelectMany(static (check, _) => check.Diagnostics);
        var ofReaders = files
            .SelectMany(static (file, _) => ReaderUse.Of(file))
            .Combine(context.CompilationProvider)
            .Select(static (pair, _) => ReaderCheck.Check(pair.Left, pair.Right))
            .Where(static diagnostic => diagnostic is not null)
            .Select(static (diagnostic, _) => diagnostic!);
        context.RegisterSourceOutput(ofFiles, Report);
        context.RegisterSourceOutput(ofReaders, Report);
        context.RegisterSourceOutput(ofCollisions, Report);
        context.RegisterSourceOutput(ofProject, Report);
        context.RegisterSourceOutput(ofContracts, Report);
    }

    private static ParsedFile Read(AdditionalText file, CancellationToken cancellation) =>
        ParsedFile.Parse(new CdcFile(file.Path, file.GetText(cancellation)?.ToString()));

    /// <summary>That of the tables, if all of them are in one, or else that of the project.</summary>
    private static string ClientNamespace(ImmutableArray<ItemResult> results, string defaultNamespace)
    {
        var namespaces = results
            .Select(result => result.Item)
            .OfType<TableModel>()
            .Select(table => table.Namespace)
            .Distinct()
            .Take(2)
            .ToArray();
        return namespaces.Length == 1 ? namespaces[0] : defaultNamespace;
    }

    private static ConsumerModel Consumer(Compilation compilation, AnalyzerConfigOptionsProvider options)
    {
        options.GlobalOptions.TryGetValue("build_property.RootNamespace", out var rootNamespace);
        return new ConsumerModel(
            NamingPolicy.Namespace(rootNamespace, compilation.AssemblyName),
            compilation.GetTypeByMetadataName("Sabot.Cdc.CdcClient") is not null);
    }

    private static DiagnosticModel MissingRuntime() =>
        new(
            DiagnosticIds.MissingRuntime,
            null,
            "The project has .cdc files but does not reference Sabot.Cdc.Runtime, which the generated code needs: "
            + "run 'dotnet add package Sabot.Cdc.Runtime'");

    private static void Add(SourceProductionContext context, SourceModel source) =>
        context.AddSource(source.HintName, SourceText.From(source.Text, Encoding.UTF8));

    private static void Report(SourceProductionContext context, DiagnosticModel diagnostic) =>
        context.ReportDiagnostic(DiagnosticReport.ToDiagnostic(diagnostic));
}
