using Microsoft.CodeAnalysis.CSharp;
using Sabot.Cdc.Generator.Tests.Harness;

namespace Sabot.Cdc.Generator.Tests.Emit;

/// <summary>The code of enums, composites, arrays, and of a user's own types.</summary>
public sealed class NestedCodeTests
{
    private static readonly MemoryText People = CdcText.File(CdcText.People, "Cdc/public.people.cdc");
    private static readonly MemoryText Address = CdcText.File(CdcText.Address, "Cdc/public.address.type.cdc");
    private static readonly MemoryText Mood = CdcText.File(CdcText.Mood, "Cdc/public.mood.type.cdc");

    [Fact]
    public void Enums_composites_and_arrays_have_code_of_their_own()
    {
        var consumer = new Consumer().With(People, Address, Mood).WithCode(CdcText.Own);
        var result = consumer.Run();
        Assert.Empty(result.Diagnostics);
        Assert.Equal([], consumer.Problems());
        Assert.Equal(["public.people.g.cs", "public.address.type.g.cs", "public.mood.type.g.cs", "CdcTables.g.cs"], result.GeneratedSources.Select(source => source.HintName));
        Snapshot.Verify(result.GeneratedSources[0].SourceText.ToString());
        Snapshot.Verify(result.GeneratedSources[1].SourceText.ToString(), "address");
        Snapshot.Verify(result.GeneratedSources[2].SourceText.ToString(), "mood");
    }

    [Theory]
    [InlineData(LanguageVersion.CSharp11)]
    [InlineData(LanguageVersion.CSharp12)]
    [InlineData(LanguageVersion.CSharp13)]
    [InlineData(LanguageVersion.CSharp14)]
    public void The_code_compiles_as_every_language_that_the_runtime_can_be_used_from(LanguageVersion version)
    {
        var consumer = new Consumer(version: version).With(People, Address, Mood).WithCode(CdcText.Own);
        consumer.Run();
        Assert.Equal([], consumer.Problems());
    }

    [Fact]
    public void Nested_values_are_read_where_they_are() => Assert.Equal(
        [
            "1 ada Okay ok [1,-,3] [a,-] null home Sad 5. street 7.50 null [1] 2000-02-01",
            "2 bob Unrecognized furious [] null Sad home null",
            "moods Sad - Unrecognized, saldo 1.25 -, full - -",
            "homes 2: 5. street, -",
            "CdcValueException {{1,2},{3,4}}, misfit of home (\"{{1}}\",,,,,) CdcValueException",
            "null ToLabel ok ArgumentOutOfRangeException",
        ],
        Running("""
            var moods = StreamedBatch.Lists(StreamedBatch.Strings("sad", null, "furious"), 0, 3, 3);
            IArrowArray Addresses(int rows, params int[] nulls) => StreamedBatch.Structs(rows, nulls,
                ("zip", "character varying(10)", StreamedBatch.Repeat(rows, (string?)null)),
                ("floors", "integer[]", StreamedBatch.Lists(StreamedBatch.Ints(1), [0, .. Enumerable.Repeat(1, rows)])),
                ("mood", "public.mood", StreamedBatch.Repeat(rows, "sad")),
                ("rent", "numeric(10,2)", StreamedBatch.Decimals(10, 2, [.. Enumerable.Repeat<decimal?>(7.5m, rows)])),
                ("since", "date", StreamedBatch.Dates([.. Enumerable.Repeat<int?>(10988, rows)])),
                ("street", "text", StreamedBatch.Repeat(rows, "5. street")));
            var source = StreamedBatch.Of<App.PeopleChange>("II", new byte[2], "default", "[\"id\"]",
                new[] { "{\"grid\":\"{{1,2},{3,4}}\"}", "{\"home\":\"(\\\"{{1}}\\\",,,,,)\"}" },
                ("at", "timestamp with time zone[]", StreamedBatch.Lists(StreamedBatch.Timestamps(0), 0, 1, 1)),
                ("balance", "numeric(12,2)", StreamedBatch.Decimals(12, 2, 1.25m, null)),
                ("email", "text", StreamedBatch.Strings("ada", "bob")),
                ("extra", "public.hstore", StreamedBatch.Repeat(2, (string?)null)),
                ("extras", "public.hstore[]", StreamedBatch.Lists(StreamedBatch.Strings("a=>1"), 0, 1, 1)),
                ("full_name", "text", StreamedBatch.Repeat(2, (string?)null)),
                ("grid", "integer[]", StreamedBatch.NullLists(2, StreamedBatch.Ints())),
                ("home", "public.address", Addresses(2, 1)),
                ("homes", "public.address[]", StreamedBatch.Lists(Addresses(2, 1), 0, 2, 2)),
                ("id", "bigint", StreamedBatch.Longs(1, 2)),
                ("mood", "public.mood", StreamedBatch.Strings("ok", "furious")),
                ("moods", "public.mood[]", moods),
                ("previous_mood", "public.mood", StreamedBatch.Strings(null, "sad")),
                ("scores", "integer[]", StreamedBatch.Lists(StreamedBatch.Ints(1, null, 3), 0, 3, 3)),
                ("tags", "text[]", StreamedBatch.Lists(StreamedBatch.Strings("a", null), 0, 2, -1)),
                ("work", "public.address", Addresses(2)));
            var batch = Create<App.PeopleBatch>(source);
            var (ada, bob) = (batch[0].After!.Value, batch[1].After!.Value);
            foreach (var row in new[] { ada, bob })
            {
                var scores = string.Join(",", row.Scores.Select(score => score?.ToString() ?? "-"));
                var tags = row.Tags is { } list ? $"[{string.Join(",", list.Select(tag => tag ?? "-"))}]" : "null";
                var home = row.HomeRaw is null && row.Home is { } value
                    ? FormattableString.Invariant($"{value.Mood} {value.Street} {value.Rent} {value.Zip ?? "null"} [{string.Join(",", value.Floors!.Value)}] {value.Since:yyyy-MM-dd}")
                    : "null";
                lines.Add($"{row.Id.Value} {row.Email} {row.Mood} {row.MoodText} [{scores}] {tags} {row.PreviousMood?.ToString() ?? "null"} home {home}");
            }

            lines.Add($"moods {string.Join(" ", ada.Moods.Select(mood => mood?.ToString() ?? "-"))}, saldo {ada.Saldo?.Amount} {bob.Saldo?.Amount ?? "-"}, full {ada.FullName ?? "-"} {ada.Extra ?? "-"}");
            lines.Add($"homes {ada.Homes!.Value.Count}: {string.Join(", ", ada.Homes.Value.Select(home => home?.Street ?? "-"))}");
            lines.Add($"{Try(() => ada.Grid.ToString()!)} {ada.GridRaw}, misfit of home {bob.HomeRaw} {Try(() => bob.Home.ToString()!)}");
            lines.Add($"{ada.HomeRaw ?? "null"} ToLabel {App.Mood.Okay.ToLabel()} {Try(() => App.Mood.Unrecognized.ToLabel())}");
            """));

    [Fact]
    public void Keys_of_enums_and_arrays_are_equal_by_their_values() => Assert.Equal(
        ["furious angry False", "True False True"],
        new Consumer().With(Mood, CdcText.File("""
            format 1
            table public.things
            identity default
            key mood, path
            column mood public.mood not null
            column path integer[] not null

            """, "Cdc/public.things.cdc")).WithCode(Scenario("""
            var source = StreamedBatch.Of<App.ThingsChange>("II", new byte[2], "default", "[\"mood\",\"path\"]", new string?[2],
                ("mood", "public.mood", StreamedBatch.Strings("furious", "angry")),
                ("path", "integer[]", StreamedBatch.Lists(StreamedBatch.Ints(1, null, 1, null), 0, 2, 4)));
            var batch = Create<App.ThingsBatch>(source);
            var (a, b) = (batch[0].Key, batch[1].Key);
            lines.Add($"{a.MoodText} {b.MoodText} {a == b}");
            lines.Add($"{a == new App.ThingsKey("furious", new int?[] { 1, null })} {a == new App.ThingsKey("furious", new int?[] { 1 })} {a.GetHashCode() == new App.ThingsKey("furious", new int?[] { 1, null }).GetHashCode()}");
            """)).Ran());

    [Theory]
    [InlineData("default", "Column home of the key of public.things is public.address, whose values do not outlive their batch: run ALTER TABLE public.things REPLICA IDENTITY FULL and then 'dotnet sabot-cdc scaffold'.")]
    [InlineData("full", "Column home of the key of public.things is public.address, whose values do not outlive their batch: read After or Before.")]
    public void A_key_of_a_composite_does_not_compile_and_says_what_to_do(string identity, string message)
    {
        var consumer = new Consumer().With(Mood, Address, CdcText.File($"format 1\ntable public.things\nidentity {identity}\nkey home\ncolumn home public.address not null\n", "Cdc/public.things.cdc"))
            .WithCode("internal static class Program { public static object Read(App.ThingsChange change) => change.Key; }");
        consumer.Run();
        Assert.EndsWith(message + "'", Assert.Single(consumer.Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_and_namespaces_of_the_files_are_those_of_the_code()
    {
        var consumer = new Consumer().With(
            CdcText.File("format 1\nenum public.mood\nnamespace Shop.Moods\ncsharp Feeling\nlabel sad\n  csharp Blue\n", "Cdc/public.mood.type.cdc"),
            CdcText.File("format 1\ntable public.users\nnamespace Shop.Data\ncsharp Customer\nidentity default\nkey id\ncolumn id bigint not null\n  csharp Number\ncolumn mood public.mood\n"))
            .WithCode("""
                using Sabot.Cdc;
                using Shop.Data;
                using Shop.Moods;
                [CdcTable("public.users")]
                internal readonly partial struct Contract { public partial long Number { get; } public partial Feeling? Mood { get; } }
                internal static class Program
                {
                    public static CdcStream<CustomerChange, CustomerBatch> Open(CdcClient cdc) => cdc.Customer();
                    public static bool IsSad(CustomerRow row) => ((Contract)row).Mood == Feeling.Blue;
                }
                """);
        var result = consumer.Run();
        Assert.Empty(result.Diagnostics);
        Assert.Equal([], consumer.Problems());
        Assert.StartsWith("// <auto-generated/>\n#nullable enable\n\nnamespace Shop.Data\n", result.GeneratedSources[^2].SourceText.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Methods_of_tables_in_several_namespaces_are_in_the_projects()
    {
        var consumer = new Consumer().With(
            CdcText.File(CdcText.Users.Replace("identity", "namespace Shop.Data\nidentity", StringComparison.Ordinal)),
            CdcText.File(CdcText.Users.Replace("public.users", "public.orders", StringComparison.Ordinal), "Cdc/public.orders.cdc"))
            .WithCode("""
                using Sabot.Cdc;
                using App;
                internal static class Program
                {
                    public static object Open(CdcClient cdc) => (cdc.Users(), cdc.Orders());
                }
                """);
        Assert.Empty(consumer.Run().Diagnostics);
        Assert.Equal([], consumer.Problems());
    }

    private static IReadOnlyList<string> Running(string body) =>
        new Consumer().With(People, Address, Mood).WithCode(CdcText.Own).WithCode(Scenario(body)).Ran();

    private static string Scenario(string body) => $$"""
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using Apache.Arrow;
        using App;
        using Sabot.Cdc;
        using Sabot.Cdc.Generator.Tests.Harness;
        #pragma warning disable CS1591
        public static class Scenario
        {
            public static IReadOnlyList<string> Run()
            {
                var lines = new List<string>();
                {{body}}
                return lines;
            }
            private static T Create<T>(CdcBatch batch) where T : struct, ICdcBatch<T> => T.Create(batch);
            private static string Try(Func<string> read)
            {
                try { return read(); }
                catch (Exception exception) { return exception.GetType().Name; }
            }
        }
        """;
}
