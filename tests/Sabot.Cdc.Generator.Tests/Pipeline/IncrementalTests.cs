using Microsoft.CodeAnalysis;
using Sabot.Cdc.Generator.Tests.Harness;

namespace Sabot.Cdc.Generator.Tests.Pipeline;

public sealed class IncrementalTests
{
    private static readonly string Orders = CdcText.Users.Replace("public.users", "public.orders", StringComparison.Ordinal);

    private readonly MemoryText _users = CdcText.File(CdcText.Users);
    private readonly MemoryText _orders = CdcText.File(Orders, "Cdc/public.orders.cdc");
    private readonly Consumer _consumer = new();

    public IncrementalTests() => _consumer.With(_users, _orders).Run();

    [Fact]
    public void Editing_unrelated_code_generates_nothing_again()
    {
        var result = _consumer.WithCode("internal static class Unrelated;").Run();
        Assert.Equal(["Unchanged"], Reasons(result, CdcGenerator.ConsumerStep));
        AssertNothingIsNew(result);
    }

    [Fact]
    public void An_equal_text_generates_nothing_again()
    {
        var result = _consumer.Replace(_users, CdcText.File(CdcText.Users)).Run();
        Assert.Equal(["Unchanged", "Cached"], Reasons(result, CdcGenerator.ReadStep));
        Assert.Equal(["Cached", "Cached"], Reasons(result, CdcGenerator.ModelStep));
        AssertNothingIsNew(result);
    }

    [Fact]
    public void Editing_one_file_generates_only_its_table_again()
    {
        var result = _consumer.Replace(_users, CdcText.File(CdcText.Users.Replace("email text", "email character varying(20)", StringComparison.Ordinal))).Run();
        Assert.Equal(["Modified", "Cached"], Reasons(result, CdcGenerator.ReadStep));
        Assert.Equal(["Modified", "Cached"], Reasons(result, CdcGenerator.ModelStep));
        Assert.Equal(["Cached"], Reasons(result, CdcGenerator.CollisionStep));
        Assert.Equal(["Modified", "Cached"], Reasons(result, CdcGenerator.SourceStep));
        Assert.Equal(["Cached"], Reasons(result, CdcGenerator.ClassStep));
    }

    [Fact]
    public void A_text_that_means_the_same_table_generates_nothing_again()
    {
        var result = _consumer.Replace(_users, CdcText.File(CdcText.Users.Replace("\n", "\r\n", StringComparison.Ordinal))).Run();
        Assert.Equal(["Modified", "Cached"], Reasons(result, CdcGenerator.ReadStep));
        AssertNothingIsNew(result);
    }

    [Fact]
    public void Adding_a_table_generates_only_that_table_and_the_streams_of_several()
    {
        var items = CdcText.File(CdcText.Users.Replace("public.users", "public.items", StringComparison.Ordinal), "Cdc/public.items.cdc");
        var result = _consumer.With(items).Run();
        Assert.Equal(["Cached", "Cached", "New"], Reasons(result, CdcGenerator.SourceStep));
        Assert.Equal(["Modified"], Reasons(result, CdcGenerator.ClassStep));
    }

    [Fact]
    public void Adding_an_enum_or_breaking_and_mending_a_file_leaves_the_streams_of_several_as_they_are()
    {
        var result = _consumer.With(CdcText.File(CdcText.Mood, "Cdc/public.mood.type.cdc")).Run();
        Assert.Equal(["Cached"], Reasons(result, CdcGenerator.ClassStep));
        var before = Class(result);
        var broken = CdcText.File(CdcText.Users + "nonsense\n");
        result = _consumer.Replace(_users, broken).Run();
        Assert.DoesNotContain("UsersChange", Class(result), StringComparison.Ordinal);
        Assert.Equal(before, Class(_consumer.Replace(broken, _users).Run()));
    }

    [Fact]
    public void Breaking_one_file_leaves_the_other_tables_as_they_are()
    {
        var result = _consumer.Replace(_users, CdcText.File(CdcText.Users + "nonsense\n")).Run();
        Assert.Equal(["Removed", "Cached"], Reasons(result, CdcGenerator.SourceStep));
        Assert.Equal(["New"], Reasons(result, CdcGenerator.DiagnosticStep));
        Assert.Equal(["public.orders.g.cs", "CdcTables.g.cs"], result.GeneratedSources.Select(source => source.HintName));
    }

    [Fact]
    public void Editing_the_labels_of_an_enum_generates_only_the_enum_again()
    {
        var mood = CdcText.File(CdcText.Mood, "Cdc/public.mood.type.cdc");
        _consumer.With(mood, CdcText.File("format 1\ntable public.people\nidentity default\ncolumn mood public.mood\n", "Cdc/public.people.cdc")).Run();
        var result = _consumer.Replace(mood, CdcText.File(CdcText.Mood + "label angry\n", "Cdc/public.mood.type.cdc")).Run();
        Assert.Equal(["Cached"], Reasons(result, CdcGenerator.TypeStep));
        Assert.Equal(["Cached", "Cached", "Modified", "Cached"], Reasons(result, CdcGenerator.SourceStep));
    }

    [Fact]
    public void Renaming_an_enum_generates_only_the_enum_and_what_uses_it_again()
    {
        var mood = CdcText.File(CdcText.Mood, "Cdc/public.mood.type.cdc");
        _consumer.With(mood, CdcText.File("format 1\ntable public.people\nidentity default\ncolumn mood public.mood\n", "Cdc/public.people.cdc")).Run();
        var result = _consumer.Replace(mood, CdcText.File(CdcText.Mood.Replace("label sad", "csharp Feeling\nlabel sad", StringComparison.Ordinal), "Cdc/public.mood.type.cdc")).Run();
        Assert.Equal(["Unchanged", "Unchanged", "Modified", "Modified"], Reasons(result, CdcGenerator.ModelStep));
        Assert.Equal(["Cached", "Cached", "Modified", "Modified"], Reasons(result, CdcGenerator.SourceStep));
        Assert.Equal([], _consumer.Problems());
    }

    [Fact]
    public void Editing_a_composite_generates_only_the_composite_again()
    {
        var address = CdcText.File(CdcText.Address, "Cdc/public.address.type.cdc");
        _consumer.With(address, CdcText.File(CdcText.Mood, "Cdc/public.mood.type.cdc"), CdcText.File("format 1\ntable public.people\nidentity default\ncolumn home public.address\n", "Cdc/public.people.cdc")).Run();
        var result = _consumer.Replace(address, CdcText.File(CdcText.Address.Replace("floors integer", "floors bigint", StringComparison.Ordinal), "Cdc/public.address.type.cdc")).Run();
        Assert.Equal(["Cached", "Cached", "Modified", "Cached", "Cached"], Reasons(result, CdcGenerator.SourceStep));
    }

    [Fact]
    public void A_file_of_a_type_makes_the_error_of_a_table_that_missed_it_go()
    {
        _consumer.With(CdcText.File("format 1\ntable public.people\nidentity default\ncolumn mood public.mood\n", "Cdc/public.people.cdc"));
        Assert.Equal("SABOT021", Assert.Single(_consumer.Run().Diagnostics).Id);
        var result = _consumer.With(CdcText.File(CdcText.Mood, "Cdc/public.mood.type.cdc")).Run();
        Assert.Empty(result.Diagnostics);
        Assert.Equal(["Cached", "Cached", "Modified", "New"], Reasons(result, CdcGenerator.SourceStep));
    }

    private static string Class(GeneratorRunResult result) =>
        result.GeneratedSources.Single(source => source.HintName == "CdcTables.g.cs").SourceText.ToString();

    private static void AssertNothingIsNew(GeneratorRunResult result)
    {
        Assert.Equal(["Cached", "Cached"], Reasons(result, CdcGenerator.SourceStep));
        Assert.Equal(["Cached"], Reasons(result, CdcGenerator.ClassStep));
        var outputs = result.TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(step => step.Outputs).Select(output => output.Reason);
        Assert.All(outputs, reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    private static IEnumerable<string> Reasons(GeneratorRunResult result, string step) =>
        result.TrackedSteps[step].SelectMany(run => run.Outputs).Select(output => output.Reason.ToString());
}
