using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Sabot.Cdc.Generator.Tests.Harness;

/// <summary>A project that has .cdc files and runs the generator over them, again and again, as an IDE does.</summary>
internal sealed class Consumer
{
    private static readonly ImmutableArray<MetadataReference> Framework =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))];

    private readonly CSharpParseOptions _parseOptions;
    private GeneratorDriver _driver;

    public Consumer(string? rootNamespace = "App", bool referencesRuntime = true, LanguageVersion version = LanguageVersion.Latest)
    {
        _parseOptions = new CSharpParseOptions(version, DocumentationMode.Diagnose);
        var references = referencesRuntime
            ? Framework
            : Framework.RemoveAll(reference => Path.GetFileName(reference.Display) == "Sabot.Cdc.Runtime.dll");
        Compilation = CSharpCompilation.Create(
            "Consumer",
            [],
            references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, warningLevel: 9999));
        _driver = CSharpGeneratorDriver.Create(
            [new CdcGenerator().AsSourceGenerator()],
            parseOptions: _parseOptions,
            optionsProvider: new MemoryOptions(rootNamespace),
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
    }

    /// <summary>The project without generated code.</summary>
    public CSharpCompilation Compilation { get; private set; }

    /// <summary>The project with the code of the last run.</summary>
    public CSharpCompilation Output { get; private set; } = null!;

    public Consumer With(params AdditionalText[] files)
    {
        _driver = _driver.AddAdditionalTexts([.. files]);
        return this;
    }

    public Consumer WithCode(string code)
    {
        Compilation = Compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(SourceText.From(code, System.Text.Encoding.UTF8), _parseOptions, $"Program{Compilation.SyntaxTrees.Length}.cs"));
        return this;
    }

    public Consumer ReplaceCode(int file, string code)
    {
        var old = Compilation.SyntaxTrees[file];
        Compilation = Compilation.ReplaceSyntaxTree(old, old.WithChangedText(SourceText.From(code, System.Text.Encoding.UTF8)));
        return this;
    }

    public Consumer Replace(AdditionalText old, AdditionalText @new)
    {
        _driver = _driver.ReplaceAdditionalText(old, @new);
        return this;
    }

    public GeneratorRunResult Run()
    {
        _driver = _driver.RunGeneratorsAndUpdateCompilation(Compilation, out var output, out _);
        Output = (CSharpCompilation)output;
        return _driver.GetRunResult().Results.Single();
    }

    /// <summary>Generates, and runs <c>Scenario.Run</c> of the project.</summary>
    public IReadOnlyList<string> Ran()
    {
        Assert.Empty(Run().Diagnostics);
        return Call("Scenario", "Run");
    }

    /// <summary>
    /// Every error and warning of the project with its generated code, documentation comments included.
    /// </summary>
    public IReadOnlyList<string> Problems() =>
        [.. Output.GetDiagnostics().Where(diagnostic => diagnostic.Severity != DiagnosticSeverity.Hidden).Select(diagnostic => diagnostic.ToString())];

    /// <summary>
    /// Loads the project with its generated code and calls a static method of it that returns a list of lines.
    /// </summary>
    public IReadOnlyList<string> Call(string type, string method)
    {
        using var assembly = new MemoryStream();
        var emitted = Output.Emit(assembly);
        Assert.True(emitted.Success, string.Join("\n", emitted.Diagnostics));
        var run = Assembly.Load(assembly.ToArray()).GetType(type, throwOnError: true)!.GetMethod(method)!;
        return run.CreateDelegate<Func<IReadOnlyList<string>>>()();
    }
}
