using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Sabot.Cdc.Generator.Analyzers.Lifetime;
using Sabot.Cdc.Generator.Analyzers.Presence;
using Sabot.Cdc.Generator.Analyzers.Streams;
using Sabot.Cdc.Generator.CodeFixes;

namespace Sabot.Cdc.Generator.Tests.Harness;

/// <summary>Code over the tables of <see cref="Tables"/>, with what the analyzers and their fixes make of it.</summary>
internal static class Advised
{
    private const string Usings = """
        using System;
        using System.Collections.Concurrent;
        using System.Collections.Generic;
        using System.Linq;
        using System.Threading;
        using System.Threading.Channels;
        using System.Threading.Tasks;
        using Sabot.Cdc;
        using App;

        """;

    private const string Members = """
        public static class Index
        {
            public static void Set(object? value) { }
            public static void Set(ReadOnlySpan<byte> value) { }
        }

        public class Holder<T>
        {
            public T? Field;
            public static T? Shared;
            public T? Property { get; set; }
        }

        """;

    // The column has_flag is a column of its own, and says nothing of flag.
    private const string Users = """
        format 1
        table public.users
        identity default
        key id
        column avatar bytea
        column bio text
        column email text not null
        column flag integer
        column has_flag boolean not null
        column id bigint not null

        """;

    private const string Orders = """
        format 1
        table public.orders
        identity full
        key id
        column id bigint not null
        column note text

        """;

    private static readonly Lazy<Project> Tables = new(() => ProjectOf(
        CdcText.File(Users), CdcText.File(Orders, "Cdc/public.orders.cdc")));

    public static ImmutableArray<DiagnosticAnalyzer> Analyzers { get; } =
        [new PresenceAnalyzer(), new KeptViewAnalyzer(), new IgnoredStreamAnalyzer(), new LateStreamAnalyzer()];

    private static ImmutableArray<CodeFixProvider> Fixes { get; } =
        [new PresenceFix(), new RetainFix(), new IgnoredStreamFix(), new LateStreamFix()];

    /// <summary>A file with a method around the statements.</summary>
    public static string Method(string statements, string members = "") =>
        $$"""
        {{Usings}}{{Members}}public class Program
        {
            public static async Task RunAsync(CdcClient cdc, IAsyncEnumerable<UsersChange> changes, bool other)
            {
                await Task.Yield();
        {{Indent(statements, 8)}}
            }
        {{Indent(members, 4)}}
        }
        """.ReplaceLineEndings("\n");

    /// <summary>What is advised for statements: the id and what it is about, in the order of the code.</summary>
    public static async Task<IReadOnlyList<string>> OfAsync(string statements, string members = "") =>
        await OfCodeAsync(Method(statements, members));

    /// <summary>What is advised for a file of a project with .cdc files.</summary>
    public static async Task<IReadOnlyList<string>> OfCodeAsync(string code, params AdditionalText[] files) =>
        [.. (await DiagnosticsAsync(Document(code, files))).Select(Describe)];

    /// <summary>The statements after the fix with a title was made for the first advice that has it.</summary>
    public static async Task<string> FixAsync(string statements, string title, string members = "")
    {
        var document = Document(Method(statements, members));
        foreach (var diagnostic in await DiagnosticsAsync(document))
        {
            if ((await ActionsAsync(document, diagnostic)).FirstOrDefault(action => action.Title == title) is not { } action)
                continue;
            var operations = await action.GetOperationsAsync(CancellationToken.None);
            var changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!;
            await DiagnosticsAsync(changed);
            return Statements((await changed.GetTextAsync()).ToString());
        }

        Assert.Fail($"no fix is called '{title}'");
        return "";
    }

    /// <summary>The titles of the fixes of all advice.</summary>
    public static async Task<IReadOnlyList<string>> TitlesAsync(string statements)
    {
        var document = Document(Method(statements));
        List<string> titles = [];
        foreach (var diagnostic in await DiagnosticsAsync(document))
            titles.AddRange((await ActionsAsync(document, diagnostic)).Select(action => action.Title));
        return titles;
    }

    private static async Task<List<CodeAction>> ActionsAsync(Document document, Diagnostic diagnostic)
    {
        List<CodeAction> actions = [];
        foreach (var fix in Fixes.Where(fix => fix.FixableDiagnosticIds.Contains(diagnostic.Id)))
            await fix.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), CancellationToken.None));
        return actions;
    }

    private static Document Document(string code, params AdditionalText[] files) =>
        (files.Length == 0 ? Tables.Value : ProjectOf(files)).AddDocument("Program.cs", SourceText.From(code));

    // The generated code is the project's own here, as of files that are named and marked as generated.
    private static Project ProjectOf(params AdditionalText[] files)
    {
        var consumer = new Consumer().With(files);
        consumer.Run();
        var project = new AdhocWorkspace().AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(), VersionStamp.Default, "App", "App", LanguageNames.CSharp,
            compilationOptions: consumer.Output.Options,
            parseOptions: consumer.Output.SyntaxTrees[0].Options,
            metadataReferences: consumer.Output.References));
        foreach (var tree in consumer.Output.SyntaxTrees)
            project = project.AddDocument(Path.GetFileName(tree.FilePath), tree.GetText(), filePath: tree.FilePath).Project;
        return project;
    }

    private static async Task<IReadOnlyList<Diagnostic>> DiagnosticsAsync(Document document)
    {
        var compilation = (await document.Project.GetCompilationAsync())!;
        var model = (await document.GetSemanticModelAsync())!;
        var errors = model.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        Assert.Equal([], errors.Select(error => error.ToString()));
        var advised = compilation.WithAnalyzers(Analyzers, new CompilationWithAnalyzersOptions(
            document.Project.AnalyzerOptions,
            (exception, _, _) => Assert.Fail(exception.ToString()),
            concurrentAnalysis: true,
            logAnalyzerExecutionTime: false));
        var advice = await advised.GetAnalyzerDiagnosticsAsync();
        return [.. advice.OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)];
    }

    private static string Describe(Diagnostic diagnostic)
    {
        var span = diagnostic.Location.SourceSpan;
        return $"{diagnostic.Id} {diagnostic.Location.SourceTree!.ToString()[span.Start..span.End]}";
    }

    private static string Indent(string text, int by) =>
        string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(line => line.Length == 0 ? line : new string(' ', by) + line));

    private static string Statements(string code)
    {
        var start = code.IndexOf("await Task.Yield();\n", StringComparison.Ordinal) + "await Task.Yield();\n".Length;
        var body = code[start..code.IndexOf("\n    }\n", start, StringComparison.Ordinal)];
        return string.Join('\n', body.Split('\n').Select(line => line.StartsWith("        ", StringComparison.Ordinal) ? line[8..] : line));
    }
}
