using System.Collections.Immutable;
using System.Linq;
using System.Text;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Sabot.Cdc.Generator.Diagnostics;
using Sabot.Cdc.Generator.Emit;
using Sabot.Cdc.Generator.Model;
using Sabot.Cdc.Naming;

namespace Sabot.Cdc.Generator;

/// <summary>Makes typed views of tables from the .cdc files of a project.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class CdcGenerator : IIncrementalGenerator
{
    internal const string ReadStep = "Read";
    internal const string ModelStep = "Model";
    internal const string CollisionStep = "Collisions";
    internal const string ConsumerStep = "Consumer";
    internal const string TableStep = "Table";
    internal const string ClassStep = "Class";
    internal const string DiagnosticStep = "Diagnostics";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        // Each .cdc file by itself: its text, then its table's model. An equal text or model stops the work right
        // there.
        var files = context.AdditionalTextsProvider
            .Where(static file => CdcFile.IsCdc(file.Path))
            .Select(Read)
            .WithTrackingName(ReadStep);
        var results = files
            .Select(static (file, _) => TableModelBuilder.Build(file))
            .WithTrackingName(ModelStep);

        // What no file knows by itself: who else has its table or C# name, and the project that the code is for. Both
        // are quickly made and mostly come out equal, and then nothing follows.
        var collisions = results
            .Collect()
            .Select(static (results, _) => TableCollisions.Among(results))
            .WithTrackingName(CollisionStep);
        var consumer = context.CompilationProvider
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Select(static (pair, _) => Consumer(pair.Left, pair.Right))
            .WithTrackingName(ConsumerStep);

        // Output one: a source for each table, and the class that all of them extend with their method.
        var tables = results
            .Where(static result => result.Table is not null)
            .Combine(collisions)
            .Where(static pair => !pair.Right.Paths.Contains(pair.Left.Place!.Path))
            .Select(static (pair, _) => pair.Left.Table!)
            .Combine(consumer)
            .Where(static pair => pair.Right.ReferencesRuntime)
            .Select(static (pair, _) => TableEmitter.Emit(pair.Left, pair.Right.Namespace))
            .WithTrackingName(TableStep);
        var clients = HasTables(results)
            .Combine(consumer)
            .SelectMany(static (pair, _) => pair is { Left: true, Right.ReferencesRuntime: true }
                ? ImmutableArray.Create(ClientEmitter.EmitClass(pair.Right.Namespace))
                : ImmutableArray<SourceModel>.Empty)
            .WithTrackingName(ClassStep);
        context.RegisterSourceOutput(tables, Add);
        context.RegisterSourceOutput(clients, Add);

        // Output two: diagnostics, apart from the sources, so that a place that moves does not generate a table again.
        var ofFiles = results.SelectMany(static (result, _) => result.Diagnostics).WithTrackingName(DiagnosticStep);
        var ofCollisions = collisions.SelectMany(static (collisions, _) => collisions.Diagnostics);
        var ofProject = HasTables(results)
            .Combine(consumer)
            .SelectMany(static (pair, _) => pair is { Left: true, Right.ReferencesRuntime: false }
                ? ImmutableArray.Create(MissingRuntime())
                : ImmutableArray<DiagnosticModel>.Empty);
        context.RegisterSourceOutput(ofFiles, Report);
        context.RegisterSourceOutput(ofCollisions, Report);
        context.RegisterSourceOutput(ofProject, Report);
    }

    private static CdcFile Read(AdditionalText file, CancellationToken cancellation) =>
        new(file.Path, file.GetText(cancellation)?.ToString());

    private static IncrementalValueProvider<bool> HasTables(IncrementalValuesProvider<TableResult> results) =>
        results.Collect().Select(static (results, _) => results.Any(result => result.Table is not null));

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
