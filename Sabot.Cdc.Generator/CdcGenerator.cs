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
/// <remarks>
/// Implementation note: what goes from step to step is always an object. Of structs, and of tuples of these, the
/// compiler's process would have to compile Roslyn's whole machinery just in time, for each of them anew.
/// </remarks>
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
            .Select(static (entries, _) => TypeIndex.Of(entries))
            .Combine(consumer)
            .Select(static (pair, _) => pair.Left with { DefaultNamespace = pair.Right.Namespace })
            .WithTrackingName(TypeStep);

        // Each table, enum and composite with what it uses of other files; an equal model stops the work.
        var results = files
            .Combine(types)
            .Select(static (pair, _) => ItemModelBuilder.Build(pair.Left, pair.Right))
            .WithTrackingName(ModelStep);

        // Who else has an item's name; and the class of the tables' streams, which knows which tables there are, and
        // nothing else of them.
        var collisions = results
            .SelectMany(static (result, _) => ItemClaim.Of(result))
            .Collect()
            .Select(static (claims, _) => ItemCollisions.Among(claims))
            .WithTrackingName(CollisionStep);
        var clients = results
            .SelectMany(static (result, _) => ClientTable.Of(result))
            .Collect()
            .Select(static (tables, _) => ClientModel.Of(tables))
            .Combine(consumer)
            .Select(static (pair, _) => pair.Left.In(pair.Right));
        var surroundings = collisions
            .Combine(clients)
            .Select(static (pair, _) => new Surroundings(pair.Left, pair.Right));

        // Output one: a source for each item, and the class that all tables extend with their method.
        var items = results
            .Combine(surroundings)
            .SelectMany(static (pair, _) => ItemSource.Of(pair.Left, pair.Right))
            .Select(static (item, _) => ItemEmitter.Emit(item.Item, item.ClientNamespace))
            .WithTrackingName(SourceStep);
        var classes = surroundings
            .SelectMany(static (surroundings, _) => surroundings.Class())
            .Select(static (client, _) => ClientEmitter.EmitClass(client))
            .WithTrackingName(ClassStep);
        context.RegisterSourceOutput(items, Add);
        context.RegisterSourceOutput(classes, Add);

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
        var tables = results
            .Collect()
            .Select(static (results, _) => new ItemSet(results))
            .Combine(collisions)
            .Select(static (pair, _) => new ContractTargets(pair.Left.Results, pair.Right));
        var checks = contracts
            .Combine(tables)
            .Select(static (pair, _) => pair.Right.Find(pair.Left))
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
        var ofProject = clients
            .SelectMany(static (client, _) => client is { Tables.Count: > 0, ReferencesRuntime: false }
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
