using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Sabot.Cdc.Generator.Analyzers;
using Sabot.Cdc.Generator.Tests.Harness;

namespace Sabot.Cdc.Generator.Tests.Analyzers;

public sealed partial class AdviceTests
{
    [Fact]
    public void Every_advice_has_a_page_that_says_why_it_is_seen()
    {
        var advice = Advised.Analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics).ToArray();
        Assert.Equal(
            typeof(Advice).GetFields().Select(field => (string)field.GetValue(null)!).Where(value => value.StartsWith("SABOT", StringComparison.Ordinal)),
            advice.Select(each => each.Id).Order());
        foreach (var each in advice)
        {
            Assert.Equal(DiagnosticSeverity.Warning, each.DefaultSeverity);
            var page = File.ReadAllText(Path.Combine(Root(), "docs/diagnostics", each.Id + ".md"));
            Assert.StartsWith($"# {each.Id}: {each.Title}\n\nYou are seeing this because ", page, StringComparison.Ordinal);
            Assert.Contains($"[{each.Id}]({each.Id}.md) | {each.Title} |", File.ReadAllText(Path.Combine(Root(), "docs/diagnostics/README.md")), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_tour_of_the_readme_needs_no_advice()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(Root(), "README.md"));
        var table = TablePattern().Match(readme).Value.Replace("    ", "", StringComparison.Ordinal);
        var code = CodePattern().Match(readme).Groups[1].Value;
        Assert.Equal([], await Advised.OfCodeAsync(
            $$"""
            using System;
            using System.Threading.Tasks;
            using Sabot.Cdc;
            using App;
            public class SearchIndex
            {
                public void Remove(long id) { }
                public void Upsert(long id, decimal balance) { }
                public void SetEmail(long id, string email) { }
                public void SetBiography(long id, ReadOnlySpan<byte> biography) { }
            }
            public class Program
            {
                public static async Task RunAsync(SearchIndex index)
                {
                    {{code}}
                }
            }
            """,
            CdcText.File(table)));
    }

    [Fact]
    public void A_project_without_the_runtime_is_left_alone() =>
        Assert.Null(CdcSymbols.Of(new Consumer(referencesRuntime: false).Compilation));

    [Fact]
    public void The_fixes_need_no_assembly_that_an_older_editor_has_in_another_version() =>
        Assert.DoesNotContain(
            typeof(CodeFixes.PresenceFix).Assembly.GetReferencedAssemblies(),
            assembly => assembly.Name!.StartsWith("System.Composition", StringComparison.Ordinal));

    private static string Root([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "../../..");

    [GeneratedRegex("    format 1\n(    .*\n)+")]
    private static partial Regex TablePattern();

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodePattern();
}
