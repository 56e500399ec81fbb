using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Sabot.Cdc.Generator.Tests.Harness;

namespace Sabot.Cdc.Generator.Tests.Contracts;

public sealed class ContractTests
{
    private const string Users = """
        format 1
        table public.users
        identity default
        key id
        column avatar bytea
        column balance numeric(12,2)
        column created_at timestamp with time zone not null
        column email text not null
        column id bigint not null
        column nick text
        removed nickname text

        """;

    [Fact]
    public void A_contract_is_implemented_and_made_from_a_row()
    {
        var consumer = Contract("""
            namespace Shop
            {
                [Sabot.Cdc.CdcTable("public.users")]
                internal readonly partial struct UserSummary
                {
                    /// <summary>Who it is.</summary>
                    public partial long Id { get; }
                    public partial string? Nick { get; }
                    internal partial System.DateTime CreatedAt { get; }
                    public partial decimal? Balance { get; }
                    public partial System.ReadOnlySpan<byte> EmailUtf8 { get; }
                    public partial bool HasEmail { get; }
                    public partial bool IsNickNull { get; }
                    public partial System.Int128? BalanceRaw { get; }
                    private partial System.ReadOnlySpan<byte> Avatar { get; }
                    public int AvatarLength => Avatar.Length;
                    public static UserSummary Of(App.UsersRow row) => row;
                }
            }
            """);
        var result = consumer.Run();
        Assert.Empty(result.Diagnostics);
        Assert.Equal([], consumer.Problems());
        var source = result.GeneratedSources[^1];
        Assert.Equal("Shop.UserSummary-contract-12200.g.cs", source.HintName);
        Snapshot.Verify(source.SourceText.ToString());
    }

    [Fact]
    public void A_contract_reads_what_its_row_has() => Assert.Equal(
        ["1 ada 5 1970-01-01", "2 - 2 1970-01-01"],
        Running("""
            [CdcTable("public.users")]
            internal readonly partial struct Summary
            {
                public partial long Id { get; }
                public partial string? Nick { get; }
                public partial ReadOnlySpan<byte> EmailUtf8 { get; }
                public partial DateTime? CreatedAt { get; }
            }
            public static class Scenario
            {
                public static IReadOnlyList<string> Run()
                {
                    var lines = new List<string>();
                    var source = StreamedBatch.Of<App.UsersChange>("II", new byte[2], "default", "[\"id\"]",
                        ("avatar", "bytea", StreamedBatch.Binaries(null, null)),
                        ("balance", "numeric(12,2)", StreamedBatch.Decimals(12, 2, 1.25m, null)),
                        ("created_at", "timestamp with time zone", StreamedBatch.Timestamps(0, 0)),
                        ("email", "text", StreamedBatch.Strings("a@b.c", "b@")),
                        ("id", "bigint", StreamedBatch.Longs(1, 2)),
                        ("nick", "text", StreamedBatch.Strings("ada", null)));
                    foreach (var change in Create<App.UsersBatch>(source))
                    {
                        Summary user = change.After!.Value;
                        lines.Add(FormattableString.Invariant($"{user.Id} {user.Nick ?? "-"} {user.EmailUtf8.Length} {user.CreatedAt:yyyy-MM-dd}"));
                    }
                    return lines;
                }
                private static T Create<T>(CdcBatch batch) where T : struct, ICdcBatch<T> => T.Create(batch);
            }
            """));

    [Theory]
    [InlineData("public partial string Nick { get; }", "SABOT017", "(5,23)-(5,27)", "User.Nick is declared as string, but column nick of public.users can be null: declare it as string?")]
    [InlineData("public partial decimal Balance { get; }", "SABOT017", "(5,24)-(5,31)", "User.Balance is declared as decimal, but column balance of public.users can be null: declare it as decimal?")]
    [InlineData("public partial int Id { get; }", "SABOT016", "(5,20)-(5,22)", "User.Id is declared as int, but column id of public.users (bigint not null) is read as long: declare it as long")]
    [InlineData("public partial System.DateOnly CreatedAt { get; }", "SABOT016", "(5,32)-(5,41)", "User.CreatedAt is declared as System.DateOnly, but column created_at of public.users (timestamp with time zone not null) is read as DateTime: declare it as DateTime")]
    [InlineData("public partial byte[] Avatar { get; }", "SABOT016", "(5,23)-(5,29)", "User.Avatar is declared as byte[], but column avatar of public.users (bytea) is read as ReadOnlySpan<byte>: declare it as ReadOnlySpan<byte>")]
    [InlineData("public partial string Emial { get; }", "SABOT014", "(5,23)-(5,28)", "User.Emial reads a column that public.users does not have: did you mean Email?")]
    [InlineData("public partial string Telephone { get; }", "SABOT014", "(5,23)-(5,32)", "User.Telephone reads a column that public.users does not have: remove the property, or run 'dotnet sabot-cdc scaffold' if the database has the column")]
    [InlineData("public partial string Nickname { get; }", "SABOT015", "(5,23)-(5,31)", "User.Nickname reads column nickname of public.users, which was dropped: remove the property, or read Nick if that is its new name")]
    [InlineData("public partial bool HasNickname { get; }", "SABOT015", "(5,21)-(5,32)", "User.HasNickname reads column nickname of public.users, which was dropped: remove the property, or read Nick if that is its new name")]
    [InlineData("public partial long Id { get; init; }", "SABOT019", "(5,21)-(5,23)", "User.Id can only read a column: declare it as '{ get; }', neither static nor ref", "CS9248")]
    [InlineData("public static partial long Id { get; }", "SABOT019", "(5,28)-(5,30)", "User.Id can only read a column: declare it as '{ get; }', neither static nor ref", "CS9248")]
    public void A_wrong_property_is_an_error_at_its_name(string property, string id, string span, string message, params string[] others)
    {
        var consumer = Contract($$"""
            namespace Shop;
            [Sabot.Cdc.CdcTable("public.users")]
            public readonly partial struct User
            {
            {{property}}
            }
            """);
        AssertSingle(consumer, id, span, message);
        Assert.Equal(others, Problems(consumer));
    }

    [Theory]
    [InlineData("[Sabot.Cdc.CdcTable(\"public.user\")] public readonly partial struct X { public partial long Id { get; } }", "SABOT013", "(1,21)-(1,34)", "Contract X is of table public.user, which has no .cdc file in this project: did you mean public.users?")]
    [InlineData("[Sabot.Cdc.CdcTable(\"users\")] public readonly partial struct X { public partial long Id { get; } }", "SABOT013", "(1,21)-(1,28)", "Contract X is of table users, which has no .cdc file in this project: did you mean public.users?")]
    [InlineData("[Sabot.Cdc.CdcTable(table: \"clients\")] public readonly partial struct X { public partial long Id { get; } }", "SABOT013", "(1,28)-(1,37)", "Contract X is of table clients, which has no .cdc file in this project: write 'schema.table' as the .cdc file does, or run 'dotnet sabot-cdc scaffold' for the table")]
    [InlineData("[Sabot.Cdc.CdcTable(\"public.users\")] public readonly struct X;", "SABOT018", "(1,61)-(1,62)", "Contract X cannot be implemented: declare it as 'readonly partial struct X', so that its properties can be generated")]
    [InlineData("[Sabot.Cdc.CdcTable(\"public.users\")] public partial struct X;", "SABOT018", "(1,60)-(1,61)", "Contract X cannot be implemented: declare it as 'readonly partial struct X', so that its properties can be generated")]
    [InlineData("[Sabot.Cdc.CdcTable(\"public.users\")] public readonly partial struct X<T>;", "SABOT018", "(1,69)-(1,70)", "Contract X cannot be implemented: it cannot have type parameters, as its table's columns have none")]
    [InlineData("[Sabot.Cdc.CdcTable(\"public.users\")] file readonly partial struct X;", "SABOT018", "(1,67)-(1,68)", "Contract X cannot be implemented: X cannot be 'file', as generated code is in another file")]
    [InlineData("public static class Outer { [Sabot.Cdc.CdcTable(\"public.users\")] public readonly partial struct X; }", "SABOT018", "(1,97)-(1,98)", "Contract X cannot be implemented: declare Outer, which it is nested in, as 'partial'")]
    [InlineData("public partial class Outer<T> { [Sabot.Cdc.CdcTable(\"public.users\")] public readonly partial struct X; }", "SABOT018", "(1,101)-(1,102)", "Contract X cannot be implemented: it cannot be nested in Outer, which has type parameters: move it out")]
    public void A_wrong_declaration_is_an_error_at_the_attribute_or_the_name(string code, string id, string span, string message)
    {
        var consumer = Contract(code);
        AssertSingle(consumer, id, span, message);
        Assert.Equal([], Problems(consumer));
    }

    [Fact]
    public void A_language_without_partial_properties_is_named_with_what_to_set()
    {
        var consumer = new Consumer(version: LanguageVersion.CSharp12).With(CdcText.File(Users)).WithCode("""
            [Sabot.Cdc.CdcTable("public.users")]
            public readonly partial struct X { public partial long Id { get; } }
            """);
        AssertSingle(
            consumer, "SABOT020", "(2,32)-(2,33)",
            "Contract X needs partial properties, which C# 12.0 does not have: set <LangVersion>13</LangVersion> or later in the project, with the .NET SDK 9 or later");
    }

    [Fact]
    public void Generated_types_and_the_users_own_are_compared_by_name()
    {
        var consumer = Types("""
            public partial Mood Mood { get; }
            public partial App.Mood? PreviousMood { get; }
            public partial string MoodText { get; }
            public partial CdcArray<Mood?> Moods { get; }
            public partial CdcArray<int?> Scores { get; }
            public partial string? ScoresRaw { get; }
            public partial AddressView? Home { get; }
            public partial global::App.AddressView Work { get; }
            public partial CdcArray<AddressView?>? Homes { get; }
            public partial PersonId Id { get; }
            public partial Money? Saldo { get; }
            """);
        Assert.Empty(consumer.Run().Diagnostics);
        Assert.Equal([], consumer.Problems());
    }

    [Theory]
    [InlineData("public partial Mood PreviousMood { get; }", "SABOT017", "X.PreviousMood is declared as Mood, but column previous_mood of public.people can be null: declare it as Mood?")]
    [InlineData("public partial AddressView Home { get; }", "SABOT017", "X.Home is declared as AddressView, but column home of public.people can be null: declare it as AddressView?")]
    [InlineData("public partial CdcArray<int> Scores { get; }", "SABOT016", "X.Scores is declared as CdcArray<int>, but column scores of public.people (integer[] not null) is read as CdcArray<int?>: declare it as CdcArray<int?>")]
    [InlineData("public partial Money Id { get; }", "SABOT016", "X.Id is declared as Money, but column id of public.people (bigint not null) is read as PersonId: declare it as PersonId")]
    [InlineData("public partial string Mood { get; }", "SABOT016", "X.Mood is declared as string, but column mood of public.people (public.mood not null) is read as Mood: declare it as Mood")]
    [InlineData("public partial Mood LastMood { get; }", "SABOT015", "X.LastMood reads column last_mood of public.people, which was dropped: remove the property, or read Mood if that is its new name")]
    public void A_generated_type_that_is_not_the_columns_is_an_error(string property, string id, string message)
    {
        var diagnostic = Assert.Single(Types(property).Run().Diagnostics);
        Assert.Equal((id, message), (diagnostic.Id, diagnostic.GetMessage()));
    }

    [Theory]
    [InlineData("emial", "email", 1)]
    [InlineData("nick", "nickname", 4)]
    [InlineData("", "ab", 2)]
    [InlineData("kitten", "sitting", 3)]
    public void The_distance_of_names_counts_letters_and_swaps(string from, string to, int distance)
    {
        Assert.Equal(distance, Sabot.Cdc.Generator.Contracts.Spelling.Distance(from, to));
        Assert.Equal(distance, Sabot.Cdc.Generator.Contracts.Spelling.Distance(to, from));
    }

    [Fact]
    public void An_error_of_a_contract_stops_no_other_code()
    {
        var consumer = Contract("""
            [Sabot.Cdc.CdcTable("public.users")] internal readonly partial struct Right { public partial long Id { get; } }
            [Sabot.Cdc.CdcTable("public.users")] internal readonly partial struct Wrong { public partial int Id { get; } public partial string Email { get; } }
            """);
        Assert.Equal(["SABOT016"], consumer.Run().Diagnostics.Select(diagnostic => diagnostic.Id));
        Assert.Equal([], consumer.Problems());
    }

    [Fact]
    public void A_table_whose_file_is_wrong_is_no_error_of_its_contracts()
    {
        var consumer = new Consumer().With(CdcText.File(Users + "nonsense\n")).WithCode("""
            [Sabot.Cdc.CdcTable("public.users")] internal readonly partial struct X { public partial int Id { get; } }
            """);
        Assert.Equal(["SABOT001"], consumer.Run().Diagnostics.Select(diagnostic => diagnostic.Id));
        Assert.Equal([], consumer.Problems());
    }

    [Fact]
    public void Contracts_stand_wherever_partial_types_can()
    {
        var consumer = Contract("""
            [Sabot.Cdc.CdcTable("public.users")] internal readonly partial record struct Record { public partial long Id { get; } }
            [Sabot.Cdc.CdcTable("public.users")] internal readonly ref partial struct ByReference { public partial System.ReadOnlySpan<byte> NickUtf8 { get; } }
            namespace @class.Deep
            {
                internal partial interface IOuter
                {
                    private protected partial record Middle
                    {
                        public partial record struct @struct
                        {
                            [Sabot.Cdc.CdcTable("public.users")]
                            private readonly partial struct @event
                            {
                                public partial long Id { get; }
                                internal string _row => Nick ?? "";
                                public static @event Of(App.UsersRow row) => new(row);
                            }
                            private readonly partial struct @event
                            {
                                private partial string? Nick { get; }
                            }
                        }
                    }
                }
            }
            """);
        Assert.Empty(consumer.Run().Diagnostics);
        Assert.Equal([], consumer.Problems());
    }

    [Fact]
    public void A_property_without_nullable_annotations_may_be_null_or_not()
    {
        var consumer = Contract("""
            #nullable disable
            [Sabot.Cdc.CdcTable("public.users")]
            internal readonly partial struct X
            {
                public partial string Email { get; }
                public partial string Nick { get; }
            }
            """);
        Assert.Empty(consumer.Run().Diagnostics);
        Assert.Equal([], consumer.Problems());
    }

    [Fact]
    public void A_property_that_the_user_implements_is_left_alone()
    {
        var consumer = Contract("""
            [Sabot.Cdc.CdcTable("public.users")]
            internal readonly partial struct X
            {
                public partial string Shown { get; }
                public partial string Shown => $"{Id}: {Email}";
                public partial long Id { get; }
                private partial string Email { get; }
            }
            """);
        Assert.Empty(consumer.Run().Diagnostics);
        Assert.Equal([], consumer.Problems());
    }

    private static Consumer Contract(string code) => new Consumer().With(CdcText.File(Users)).WithCode(code);

    private static Consumer Types(string properties) => new Consumer()
        .With(CdcText.File(CdcText.People, "Cdc/public.people.cdc"), CdcText.File(CdcText.Address, "Cdc/public.address.type.cdc"), CdcText.File(CdcText.Mood, "Cdc/public.mood.type.cdc"))
        .WithCode(CdcText.Own)
        .WithCode($$"""
            using App;
            using Sabot.Cdc;
            using Shop;
            [CdcTable("public.people")]
            internal readonly partial struct X
            {
                {{properties}}
            }
            """);

    private static IReadOnlyList<string> Running(string code)
    {
        var consumer = Contract("""
            using System;
            using System.Collections.Generic;
            using Sabot.Cdc;
            using Sabot.Cdc.Generator.Tests.Harness;
            """ + "\n" + code);
        Assert.Empty(consumer.Run().Diagnostics);
        return consumer.Call("Scenario", "Run");
    }

    private static void AssertSingle(Consumer consumer, string id, string span, string message)
    {
        var diagnostic = Assert.Single(consumer.Run().Diagnostics);
        Assert.Equal((id, DiagnosticSeverity.Error, message), (diagnostic.Id, diagnostic.Severity, diagnostic.GetMessage()));
        var place = diagnostic.Location.GetLineSpan();
        Assert.Equal("Program0.cs", place.Path);
        var (start, end) = (place.StartLinePosition, place.EndLinePosition);
        Assert.Equal(span, $"({start.Line + 1},{start.Character + 1})-({end.Line + 1},{end.Character + 1})");
    }

    private static IEnumerable<string> Problems(Consumer consumer) =>
        consumer.Output.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(diagnostic => diagnostic.Id);
}
