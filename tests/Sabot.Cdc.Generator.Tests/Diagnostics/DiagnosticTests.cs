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

    [Theory]
    [InlineData("SABOT021", "(4,13)-(4,24)", "Type public.mood of column mood of public.users has no .cdc file: run 'dotnet sabot-cdc scaffold'", "column mood public.mood")]
    [InlineData("SABOT021", "(4,14)-(4,27)", "Type public.mood of column moods of public.users has no .cdc file: run 'dotnet sabot-cdc scaffold'", "column moods public.mood[]")]
    [InlineData("SABOT025", "(5,10)-(5,18)", "Column name of public.users cannot make the C# member ToString, which its type has already: set \"public.users.name\" under \"names\" in sabot-cdc.json to another name and run 'dotnet sabot-cdc scaffold'", "column name text\n  csharp ToString", true)]
    [InlineData("SABOT025", "(5,10)-(5,14)", "Column name of public.users cannot make the C# member _row, which its type has already: set \"public.users.name\" under \"names\" in sabot-cdc.json to another name and run 'dotnet sabot-cdc scaffold'", "column name text\n  csharp _row", true)]
    [InlineData("SABOT026", "(5,10)-(5,35)", "public.users.name is read by Shop.NameReader, which does not exist in this project: mend it, or the entry of the column or its type in sabot-cdc.json, and run 'dotnet sabot-cdc scaffold'", "column name text\n  reader Shop.Name Shop.NameReader")]
    public void A_column_that_cannot_be_generated_is_reported_at_its_place(string id, string span, string message, string columns, bool isLeftOut = false)
    {
        var result = new Consumer().With(CdcText.File(Header + columns + "\n")).Run();
        AssertSingle(result, id, "Cdc/public.users.cdc", span, message);
        Assert.Equal(isLeftOut ? 0 : 2, result.GeneratedSources.Length);
    }

    [Theory]
    [InlineData("SABOT024", "(4,7)-(4,19)", "Labels \"very happy\" and \"very-happy\" of public.mood both make the C# value VeryHappy: set \"public.mood.\\\"very happy\\\"\" or \"public.mood.\\\"very-happy\\\"\" under \"names\" in sabot-cdc.json to another name and run 'dotnet sabot-cdc scaffold'", "enum public.mood\nlabel \"very happy\"\nlabel \"very-happy\"")]
    [InlineData("SABOT024", "(3,7)-(3,19)", "Label unrecognized of public.mood cannot make the C# value Unrecognized, which every enum has already: set \"public.mood.unrecognized\" under \"names\" in sabot-cdc.json to another name and run 'dotnet sabot-cdc scaffold'", "enum public.mood\nlabel unrecognized")]
    [InlineData("SABOT023", "(2,11)-(2,22)", "Composite type public.mood has no attributes, so its values cannot be read: give it one (ALTER TYPE … ADD ATTRIBUTE), or leave the tables out that use it", "composite public.mood")]
    [InlineData("SABOT022", "(3,16)-(3,29)", "Attribute self of public.mood is public.mood, which public.mood is itself a part of: PostgreSQL has no such types, so run 'dotnet sabot-cdc scaffold' again instead of editing the files", "composite public.mood\nattribute self public.mood[]")]
    [InlineData("SABOT011", "(4,11)-(4,14)", "Attributes \"a b\" and a_b of public.mood both make the C# member AB: set \"public.mood.\\\"a b\\\"\" or \"public.mood.a_b\" under \"names\" in sabot-cdc.json to another name and run 'dotnet sabot-cdc scaffold'", "composite public.mood\nattribute \"a b\" integer\nattribute a_b integer")]
    public void A_type_that_cannot_be_generated_is_reported_at_its_place_and_its_tables_still_compile(string id, string span, string message, string text)
    {
        var consumer = new Consumer().With(CdcText.File("format 1\n" + text + "\n", "Cdc/public.mood.type.cdc"), CdcText.File(Header + "column id bigint\ncolumn mood public.mood\n"));
        var result = consumer.Run();
        var diagnostic = result.Diagnostics.First(diagnostic => diagnostic.Location.GetLineSpan().Path == "Cdc/public.mood.type.cdc");
        Assert.Equal((id, message), (diagnostic.Id, diagnostic.GetMessage()));
        Assert.Equal(("Cdc/public.mood.type.cdc", span), Place(diagnostic.Location));
        Assert.Single(result.Diagnostics);
        Assert.Equal([], consumer.Problems());
    }

    [Theory]
    [InlineData("enum public.cdc_tables", "(2,6)-(2,23)", "The C# name CdcTables of enum public.cdc_tables is that of a member of the client, or of the class of its tables: set \"public.cdc_tables\" under \"names\" in sabot-cdc.json to another name and run 'dotnet sabot-cdc scaffold'")]
    [InlineData("table public.users\ncsharp Tables\nidentity default", "(3,8)-(3,14)", "The C# name Tables of table public.users is that of a member of the client, or of the class of its tables: set \"public.users\" under \"names\" in sabot-cdc.json to another name and run 'dotnet sabot-cdc scaffold'")]
    public void A_name_of_the_client_is_taken(string text, string span, string message)
    {
        var result = new Consumer().With(CdcText.File("format 1\n" + text + "\n")).Run();
        AssertSingle(result, "SABOT025", "Cdc/public.users.cdc", span, message);
        Assert.Empty(result.GeneratedSources);
    }

    [Fact]
    public void A_composite_that_contains_itself_through_others_is_reported_where_it_is_used()
    {
        var result = new Consumer().With(
            CdcText.File("format 1\ncomposite public.a\nattribute b public.b\n", "Cdc/public.a.type.cdc"),
            CdcText.File("format 1\ncomposite public.b\nattribute c public.c[]\n", "Cdc/public.b.type.cdc"),
            CdcText.File("format 1\ncomposite public.c\nattribute a public.a\n", "Cdc/public.c.type.cdc")).Run();
        Assert.Equal(["SABOT022", "SABOT022", "SABOT022"], result.Diagnostics.Select(diagnostic => diagnostic.Id));
    }

    [Fact]
    public void A_type_whose_file_is_wrong_is_an_error_there_and_not_in_its_tables()
    {
        var consumer = new Consumer().With(CdcText.File("format 1\nenum public.mood\nlable a\n", "Cdc/public.mood.type.cdc"), CdcText.File(Header + "column mood public.mood\n"));
        Assert.Equal(["SABOT001"], consumer.Run().Diagnostics.Select(diagnostic => diagnostic.Id));
        Assert.Equal([], consumer.Problems());
    }

    [Theory]
    [InlineData("enum public.users_row\nlabel a", "SABOT010", "Enum public.users_row (Cdc/a.type.cdc) and table public.users (Cdc/public.users.cdc) both make the C# type UsersRow: set \"public.users_row\" or \"public.users\" under \"names\" in sabot-cdc.json to another name and run 'dotnet sabot-cdc scaffold'")]
    [InlineData("table audit.users\nnamespace Audit\ncsharp Users\nidentity default", "SABOT010", "Table audit.users (Cdc/a.type.cdc) and table public.users (Cdc/public.users.cdc) both make cdc.Users(): set \"audit.users\" or \"public.users\" under \"names\" in sabot-cdc.json to another name and run 'dotnet sabot-cdc scaffold'")]
    public void Two_items_of_one_name_name_both_and_the_keys_to_set(string other, string id, string message)
    {
        var result = new Consumer().With(CdcText.File($"format 1\n{other}\n", "Cdc/a.type.cdc"), CdcText.File(CdcText.Users)).Run();
        AssertSingle(result, id, "Cdc/public.users.cdc", "(2,7)-(2,19)", message);
    }

    [Theory]
    [InlineData("public class MoneyReader;", "which is no struct")]
    [InlineData("public struct MoneyReader;", "which does not implement IColumnReader<Shop.Money>")]
    [InlineData("public struct Money; public struct MoneyReader : Sabot.Cdc.IColumnReader<int> { public static int Read(Sabot.Cdc.CdcValueView value) => 1; }", "which implements IColumnReader<int>, not that of Shop.Money")]
    [InlineData("internal struct Money; public struct MoneyReader : Sabot.Cdc.IColumnReader<Money> { static Money Sabot.Cdc.IColumnReader<Money>.Read(Sabot.Cdc.CdcValueView value) => default; }", "but Shop.Money is not public, which the generated code is")]
    public void A_reader_that_cannot_be_used_is_reported_at_its_line(string code, string problem)
    {
        var result = new Consumer().With(CdcText.File(Header + "column price integer\n  reader Shop.Money Shop.MoneyReader\n")).WithCode($"namespace Shop {{ {code} }}").Run();
        AssertSingle(result, "SABOT026", "Cdc/public.users.cdc", "(5,10)-(5,37)", $"public.users.price is read by Shop.MoneyReader, {problem}: mend it, or the entry of the column or its type in sabot-cdc.json, and run 'dotnet sabot-cdc scaffold'");
    }

    [Fact]
    public void Every_member_of_the_client_is_kept_for_the_client()
    {
        var members = typeof(CdcClient).GetMembers(System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.DeclaredOnly)
            .Where(member => member.MemberType is System.Reflection.MemberTypes.Method or System.Reflection.MemberTypes.Property && !member.Name.StartsWith("get_", StringComparison.Ordinal));
        Assert.All(members, member => Assert.EndsWith("Table", Sabot.Cdc.Naming.NamingPolicy.TypeName("public", member.Name), StringComparison.Ordinal));
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

    private static void AssertSingle(GeneratorRunResult result, string id, string path, string span, string message)
    {
        var diagnostic = Assert.Single(result.Diagnostics);
        Assert.Equal((id, message), (diagnostic.Id, diagnostic.GetMessage()));
        Assert.Equal((path, span), Place(diagnostic.Location));
    }

    private static (string Path, string Span) Place(Location location)
    {
        var span = location.GetLineSpan();
        return (span.Path, $"({span.StartLinePosition.Line + 1},{span.StartLinePosition.Character + 1})-({span.EndLinePosition.Line + 1},{span.EndLinePosition.Character + 1})");
    }
}
