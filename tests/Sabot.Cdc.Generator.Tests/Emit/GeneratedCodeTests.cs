using System.Globalization;
using Sabot.Cdc.Generator.Tests.Harness;
using Sabot.Cdc.Generator.Tests.Schema;
using Sabot.Cdc.Schema;
using Xunit.Abstractions;

namespace Sabot.Cdc.Generator.Tests.Emit;

public sealed class GeneratedCodeTests(ITestOutputHelper output)
{
    private static readonly string[] TypeOfEachKind =
    [
        "boolean", "smallint", "integer", "bigint", "real", "double precision", "numeric(12,2)", "text", "bytea", "date",
        "time without time zone", "timestamp without time zone", "timestamp with time zone", "uuid", "oid",
        "interval",
    ];

    private const string OwnType = """
        namespace Own
        {
            /// <summary>A class, so that both kinds of types are tried.</summary>
            public sealed class Text;
            /// <summary>Its reader.</summary>
            public readonly struct TextReader : Sabot.Cdc.IColumnReader<Text>
            {
                static Text Sabot.Cdc.IColumnReader<Text>.Read(Sabot.Cdc.CdcValueView value) => new();
            }
        }
        """;

    [Fact]
    public void A_table_becomes_row_key_change_batch_and_method()
    {
        var consumer = new Consumer().With(CdcText.File(CdcText.Users));
        var sources = consumer.Run().GeneratedSources;
        Assert.Equal(["public.users.g.cs", "CdcTables.g.cs"], sources.Select(source => source.HintName));
        Assert.Equal([], consumer.Problems());
        Snapshot.Verify(sources[0].SourceText.ToString());
        Snapshot.Verify(sources[1].SourceText.ToString(), "CdcTables");
    }

    [Fact]
    public void Several_tables_have_streams_of_all_of_them_whatever_their_names_and_namespaces()
    {
        string[] tables = ["changes", "transactions", "all_sources", "source"];
        var consumer = new Consumer().With([.. tables.Select(table => CdcText.File(
            $"format 1\ntable public.{table}\n{(table == "source" ? "namespace Other.Place\n" : "")}identity default\nkey id\ncolumn id bigint not null\ncolumn source text\n",
            $"Cdc/public.{table}.cdc"))]).WithCode("""
            using App;
            using Sabot.Cdc;
            internal static class Program
            {
                public static async System.Threading.Tasks.Task<long> ReadAsync(CdcClient cdc)
                {
                    long sum = 0;
                    CdcStream<TransactionsTableChange, TransactionsTableBatch> own = cdc.TransactionsTable();
                    CdcChangeStream all = cdc.Changes(), some = cdc.Changes(Other.Place.SourceChange.Source, AllSourcesChange.Source);
                    await foreach (ICdcChange change in all)
                    {
                        sum += change switch
                        {
                            ChangesTableChange table => table.Key.Id,
                            Other.Place.SourceChange { After: { HasSource: true } row } => row.Source?.Length ?? 0,
                            _ => change.Position.Sequence,
                        };
                    }

                    await foreach (CdcTransaction transaction in cdc.Transactions())
                    {
                        await foreach (var change in transaction)
                            sum += change.Table.Columns.Length;
                    }

                    return own is null || some is null || cdc.Transactions(AllSourcesChange.Source) is null ? 0 : sum;
                }
            }
            """);
        var sources = consumer.Run().GeneratedSources;
        Assert.Equal([], consumer.Problems());
        Snapshot.Verify(sources.Single(source => source.HintName == "CdcTables.g.cs").SourceText.ToString());
    }

    [Fact]
    public void Every_kind_of_column_has_its_type_nullable_and_not_and_a_full_identity_has_before()
    {
        var columns = TypeOfEachKind.SelectMany(type => new SchemaColumn[]
        {
            new(type.Split('(')[0].Replace(' ', '_'), type, true),
            new("nullable_" + type.Split('(')[0].Replace(' ', '_'), type, false),
        });
        var consumer = new Consumer().With(CdcText.File(CdcText.Print("types", SchemaIdentity.Full, ["uuid", "date", "oid", "interval"], [.. columns])));
        var sources = consumer.Run().GeneratedSources;
        Assert.Equal([], consumer.Problems());
        Snapshot.Verify(sources[0].SourceText.ToString());
    }

    [Fact]
    public void A_large_key_is_compared_by_its_bytes_and_read_from_the_old_image_where_the_new_row_lacks_it()
    {
        SchemaColumn[] columns = [new("2fa", "text", true), new("class", "bytea", true), new("a \"b\" < & \u2028", "double precision", true), new("to_string", "\"Mood\"", false)];
        var consumer = new Consumer().With(CdcText.File(CdcText.Print("Odd/Table", SchemaIdentity.Index, ["class", "2fa", "a \"b\" < & \u2028"], columns, new SchemaTombstone("Class", "date"))));
        var sources = consumer.Run().GeneratedSources;
        Assert.Equal([], consumer.Problems());
        Assert.Equal("public.{4f}dd{2f}{54}able.g.cs", sources[0].HintName);
        Snapshot.Verify(sources[0].SourceText.ToString());
    }

    [Theory]
    [InlineData("c.After!.Value.Nickname", "Column nickname of public.users was dropped: remove its uses.")]
    [InlineData("c.After!.Value.HasNickname", "Column nickname of public.users was dropped: remove its uses.")]
    [InlineData("c.Before", "PostgreSQL does not log whole old rows of public.users: run ALTER TABLE public.users REPLICA IDENTITY FULL and then 'dotnet sabot-cdc scaffold'.")]
    public void What_a_table_does_not_have_does_not_compile_and_says_what_to_do(string expression, string message)
    {
        var consumer = Using("Users", expression).With(CdcText.File(CdcText.Users));
        consumer.Run();
        var problem = Assert.Single(consumer.Problems());
        Assert.Contains("error CS0619", problem, StringComparison.Ordinal);
        Assert.EndsWith(message + "'", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("column nickname text", "nick text", "remove its uses, or read Nickname if that is its new name.")]
    [InlineData("column nick text", "nickname text", "remove its uses, or read Nick if that is its new name.")]
    [InlineData("column colour text", "color text", "remove its uses, or read Colour if that is its new name.")]
    [InlineData("column nickname character varying(20)", "nick text", "remove its uses.")]
    [InlineData("column nickname text\ncolumn nicks text", "nick text", "remove its uses.")]
    [InlineData("column street text", "nick text", "remove its uses.")]
    public void A_use_of_a_dropped_column_names_the_only_one_that_it_can_have_been_renamed_to(string columns, string removed, string message)
    {
        var property = Sabot.Cdc.Naming.NamingPolicy.PropertyName(removed.Split(' ')[0], "Logs");
        var consumer = Using("Logs", $"c.After!.Value.{property}").With(CdcText.File(
            $"format 1\ntable public.logs\nidentity full\n{columns}\nremoved {removed}\n", "Cdc/public.logs.cdc"));
        consumer.Run();
        Assert.EndsWith($"was dropped: {message}'", Assert.Single(consumer.Problems()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SchemaIdentity.Nothing, "public.logs has REPLICA IDENTITY NOTHING: run ALTER TABLE public.logs REPLICA IDENTITY DEFAULT and then 'dotnet sabot-cdc scaffold'.")]
    [InlineData(SchemaIdentity.Default, "public.logs has no primary key: run ALTER TABLE public.logs ADD PRIMARY KEY and then 'dotnet sabot-cdc scaffold'.")]
    internal void A_table_without_key_has_no_key_to_compile(SchemaIdentity identity, string message)
    {
        var consumer = Using("Logs", "c.Key").With(CdcText.File(CdcText.Print("logs", identity, [], [new("line", "text", true)])));
        consumer.Run();
        Assert.EndsWith(message + "'", Assert.Single(consumer.Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public void Users_of_the_code_read_columns_by_their_natural_types()
    {
        var consumer = new Consumer().With(CdcText.File(CdcText.Users)).WithCode("""
            using Sabot.Cdc;
            namespace App;
            internal static class Program
            {
                public static (long, string, decimal?, int, UsersKey?) Read(UsersChange change, UsersBatch batch, CdcClient cdc)
                {
                    CdcStream<UsersChange, UsersBatch> stream = cdc.Users();
                    long sum = stream is null ? 1 : 0;
                    foreach (var id in batch.IdColumn)
                        sum += id;
                    foreach (var other in batch)
                        sum += other.Key.Id;
                    var row = change.After!.Value;
                    return (sum + batch[0].Key.Id, row.HasEmail ? row.Email : "", row.Balance, row.EmailUtf8.Length + row.Avatar.Length, change.PreviousKey);
                }
            }
            """);
        consumer.Run();
        Assert.Equal([], consumer.Problems());
    }

    [Fact]
    public void Whatever_the_schema_the_code_compiles_without_a_warning()
    {
        var seed = Environment.GetEnvironmentVariable("SABOT_TEST_SEED") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : Environment.TickCount;
        output.WriteLine($"SABOT_TEST_SEED={seed}");
        var consumer = new Consumer().With(CdcText.File(CdcText.Mood, "Cdc/public.mood.type.cdc")).WithCode(OwnType);
        for (var i = 0; i < 200; i++)
            consumer.With(CdcText.File(SchemaPrinter.Print(WithOwnReaders(new RandomSchema(seed + i).Item())), $"Cdc/{i}.cdc"));

        var result = consumer.Run();
        Assert.Null(result.Exception);
        Assert.Equal([], result.Diagnostics.Select(diagnostic => diagnostic.Id).Except(["SABOT009", "SABOT010", "SABOT011", "SABOT021", "SABOT023", "SABOT024", "SABOT025"]));
        Assert.InRange(result.GeneratedSources.Length, 50, 202);
        var problems = consumer.Problems();
        foreach (var problem in problems.Take(10))
            output.WriteLine(problem);
        Assert.Empty(problems);
    }

    [Theory]
    [InlineData("My.App", "My.App")]
    [InlineData("", "Consumer")]
    [InlineData(null, "Consumer")]
    [InlineData("my-app.2.class", "my_app._2.@class")]
    public void The_namespace_is_the_root_namespace_or_the_assembly_name(string? rootNamespace, string expected)
    {
        var consumer = new Consumer(rootNamespace).With(CdcText.File(CdcText.Users));
        Assert.Contains($"\nnamespace {expected}\n", consumer.Run().GeneratedSources[0].SourceText.ToString(), StringComparison.Ordinal);
        Assert.Equal([], consumer.Problems());
    }

    /// <summary>The readers of random files are random names, too; these are types that exist.</summary>
    private static SchemaItem WithOwnReaders(SchemaItem item)
    {
        return item switch
        {
            SchemaTable table => table with { Columns = [.. table.Columns.Select(OfOwnType)] },
            SchemaComposite composite => composite with { Attributes = [.. composite.Attributes.Select(OfOwnType)] },
            _ => item,
        };

        static SchemaColumn OfOwnType(SchemaColumn column) =>
            column.Reader is null ? column : column with { Reader = new SchemaReader("Own.Text", "Own.TextReader") };
    }

    private static Consumer Using(string table, string expression) => new Consumer().WithCode($$"""
        namespace App;
        internal static class Program
        {
            public static object? Read({{table}}Change c) => {{expression}};
        }
        """);
}
