using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Sabot.Cdc.Generator.Diagnostics;
using Sabot.Cdc.Generator.Tests.Harness;
using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Generator.Tests.Diagnostics;

public sealed class DiagnosticTests
{
    private const string Header = "format 1\ntable public.users\nidentity default\n";

    [Theory]
    [InlineData("SABOT001", Header + "colum id bigint\n", "(4,1)-(4,16)")]
    [InlineData("SABOT002", "format 2\n", "(1,8)-(1,9)")]
    [InlineData("SABOT003", "format 1\nidentity default\n", "(2,1)-(2,17)")]
    [InlineData("SABOT003", "", "(1,1)-(1,1)")]
    [InlineData("SABOT004", Header + "column id bigint\r\ncolumn email text\r\n", "(5,8)-(5,13)")]
    [InlineData("SABOT005", Header + "column id bigint\ncolumn id bigint\n", "(5,8)-(5,10)")]
    [InlineData("SABOT006", Header + "key id, email\ncolumn id bigint not null\n", "(4,9)-(4,14)")]
    [InlineData("SABOT007", Header + "<<<<<<< main\n", "(4,1)-(4,13)")]
    [InlineData("SABOT008", null, "(1,1)-(1,1)")]
    [InlineData("SABOT011", Header + "column email text\ncolumn has_email boolean\n", "(4,8)-(4,13)")]
    [InlineData("SABOT011", Header + "column \"a b\" text\ncolumn a_b boolean\n", "(5,8)-(5,11)")]
    public void A_wrong_file_is_reported_at_its_line_and_column(string id, string? text, string span)
    {
        var result = new Consumer().With(CdcText.File(text)).Run();
        Assert.Empty(result.GeneratedSources);
        var diagnostic = Assert.Single(result.Diagnostics);
        Assert.Equal((id, DiagnosticSeverity.Error), (diagnostic.Id, diagnostic.Severity));
        Assert.Equal(("Cdc/public.users.cdc", span), Place(diagnostic.Location));
    }

    [Fact]
    public void A_column_that_takes_the_name_of_another_ones_member_names_both_columns()
    {
        var diagnostic = Assert.Single(new Consumer().With(CdcText.File(Header + "column email text\ncolumn has_email boolean\n")).Run().Diagnostics);
        Assert.StartsWith("Columns has_email and email of public.users both make the C# member HasEmail: ", diagnostic.GetMessage(), StringComparison.Ordinal);
        Assert.Equal(("Cdc/public.users.cdc", "(5,8)-(5,17)"), Place(Assert.Single(diagnostic.AdditionalLocations)));
    }

    [Fact]
    public void Two_tables_of_one_name_name_both_files_and_the_first_is_generated()
    {
        var first = CdcText.File(CdcText.Users.Replace("public.users", "audit.users", StringComparison.Ordinal), "Cdc/audit.users.cdc");
        var second = CdcText.File(CdcText.Users.Replace("public.users", "public.audit_users", StringComparison.Ordinal), "Cdc/public.audit_users.cdc");
        var consumer = new Consumer().With(second, first);
        var result = consumer.Run();
        var diagnostic = Assert.Single(result.Diagnostics);
        Assert.Equal("SABOT010", diagnostic.Id);
        Assert.StartsWith("Table audit.users (Cdc/audit.users.cdc) and table public.audit_users (Cdc/public.audit_users.cdc) both make the C# type AuditUsersRow: ", diagnostic.GetMessage(), StringComparison.Ordinal);
        Assert.Equal(("Cdc/public.audit_users.cdc", "(2,7)-(2,25)"), Place(diagnostic.Location));
        Assert.Equal(("Cdc/audit.users.cdc", "(2,7)-(2,18)"), Place(Assert.Single(diagnostic.AdditionalLocations)));
        Assert.Equal(["audit.users.g.cs", "CdcTables.g.cs"], result.GeneratedSources.Select(source => source.HintName));
        Assert.Equal([], consumer.Problems());
    }

    [Fact]
    public void Two_files_of_one_table_name_both_files()
    {
        var result = new Consumer().With(CdcText.File(CdcText.Users), CdcText.File(CdcText.Users, "Old/public.users.cdc")).Run();
        var diagnostic = Assert.Single(result.Diagnostics);
        Assert.Equal(("SABOT009", "Table public.users is described by Cdc/public.users.cdc and by Old/public.users.cdc: delete one of the files"), (diagnostic.Id, diagnostic.GetMessage()));
        Assert.Equal(("Old/public.users.cdc", "(2,7)-(2,19)"), Place(diagnostic.Location));
    }

    [Fact]
    public void A_project_without_the_runtime_is_told_once_and_gets_no_code()
    {
        var consumer = new Consumer(referencesRuntime: false).With(CdcText.File(CdcText.Users));
        var result = consumer.Run();
        Assert.Empty(result.GeneratedSources);
        var diagnostic = Assert.Single(result.Diagnostics);
        Assert.Equal(("SABOT012", Location.None), (diagnostic.Id, diagnostic.Location));
        Assert.Equal([], consumer.Problems());
    }

    [Fact]
    public void A_project_without_cdc_files_gets_nothing()
    {
        var result = new Consumer(referencesRuntime: false).With(CdcText.File("text", "notes.txt")).Run();
        Assert.Empty(result.GeneratedSources);
        Assert.Empty(result.Diagnostics);
    }

    [Fact]
    public void Every_kind_of_schema_error_has_its_own_id()
    {
        var ids = Enum.GetValues<SchemaErrorKind>().Select(DiagnosticIds.Of).ToArray();
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Fact]
    public void Every_diagnostic_has_a_page_that_says_why_it_is_seen()
    {
        foreach (var field in typeof(DiagnosticIds).GetFields())
        {
            var id = (string)field.GetValue(null)!;
            var page = File.ReadAllText(Path.Combine(DocsFolder(), id + ".md"));
            Assert.StartsWith($"# {id}: {DiagnosticDescriptors.Of(id).Title}\n\nYou are seeing this because ", page, StringComparison.Ordinal);
            Assert.Contains($"[{id}]({id}.md)", File.ReadAllText(Path.Combine(DocsFolder(), "README.md")), StringComparison.Ordinal);
        }
    }

    private static string DocsFolder([CallerFilePath] string file = "") =>
        Path.Combine(Path.GetDirectoryName(file)!, "../../../docs/diagnostics");

    private static (string Path, string Span) Place(Location location)
    {
        var span = location.GetLineSpan();
        return (span.Path, $"({span.StartLinePosition.Line + 1},{span.StartLinePosition.Character + 1})-({span.EndLinePosition.Line + 1},{span.EndLinePosition.Character + 1})");
    }
}
