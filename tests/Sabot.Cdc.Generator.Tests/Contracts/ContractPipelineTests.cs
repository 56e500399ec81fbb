using Microsoft.CodeAnalysis;
using Sabot.Cdc.Generator.Tests.Harness;

namespace Sabot.Cdc.Generator.Tests.Contracts;

/// <summary>Which edit makes which contract anew: that and no other.</summary>
public sealed class ContractPipelineTests
{
    private const string User = """
        [Sabot.Cdc.CdcTable("public.users")]
        internal readonly partial struct User { public partial long Id { get; } }
        """;

    private const string Order = """
        [Sabot.Cdc.CdcTable("public.orders")]
        internal readonly partial struct Order { public partial long Id { get; } }
        """;

    private readonly MemoryText _users = CdcText.File(CdcText.Users);
    private readonly MemoryText _orders = CdcText.File(CdcText.Users.Replace("public.users", "public.orders", StringComparison.Ordinal), "Cdc/public.orders.cdc");
    private readonly Consumer _consumer = new();

    public ContractPipelineTests() => _consumer.With(_users, _orders).WithCode(User).WithCode(Order).Run();

    [Fact]
    public void Editing_unrelated_code_makes_no_contract_again()
    {
        var result = _consumer.WithCode("internal static class Unrelated;").Run();
        Assert.Equal(["Unchanged", "Unchanged"], Reasons(result, CdcGenerator.ContractStep));
        AssertNothingIsNew(result);
    }

    [Fact]
    public void Editing_a_member_of_the_struct_that_is_not_of_the_contract_makes_nothing_again()
    {
        var result = _consumer.ReplaceCode(0, User.Replace("{ public", "{ public int Twice => (int)Id * 2; public", StringComparison.Ordinal)).Run();
        AssertNothingIsNew(result, [CdcGenerator.ContractSourceStep]);
    }

    [Fact]
    public void Moving_a_contract_moves_its_errors_and_makes_no_code_again()
    {
        var wrong = User.Replace("Id", "Ident", StringComparison.Ordinal);
        Assert.Equal("(2,61)", Place(_consumer.ReplaceCode(0, wrong).Run()));
        var result = _consumer.ReplaceCode(0, "\n\n" + wrong).Run();
        Assert.Equal("(4,61)", Place(result));
        Assert.Equal(["Modified", "Unchanged"], Reasons(result, CdcGenerator.ContractStep));
        Assert.Equal(["Unchanged", "Cached"], Reasons(result, CdcGenerator.ContractSourceStep));
    }

    [Fact]
    public void Editing_a_table_checks_only_its_contracts_again()
    {
        var result = _consumer.Replace(_users, CdcText.File(CdcText.Users.Replace("email text", "email character varying(20)", StringComparison.Ordinal))).Run();
        Assert.Equal(["Cached", "Cached"], Reasons(result, CdcGenerator.ContractStep));
        Assert.Equal(["Modified", "Unchanged"], Reasons(result, CdcGenerator.TargetStep));
        Assert.Equal(["Unchanged", "Cached"], Reasons(result, CdcGenerator.CheckStep));
        Assert.Equal(["Cached", "Cached"], Reasons(result, CdcGenerator.ContractSourceStep));
    }

    [Fact]
    public void Editing_a_column_that_a_contract_reads_makes_only_that_contract_again()
    {
        var result = _consumer.Replace(_orders, CdcText.File(CdcText.Users.Replace("public.users", "public.orders", StringComparison.Ordinal).Replace("id bigint", "id integer", StringComparison.Ordinal), "Cdc/public.orders.cdc")).Run();
        Assert.Equal("SABOT016", Assert.Single(result.Diagnostics).Id);
        Assert.Equal(["Cached", "Modified"], Reasons(result, CdcGenerator.CheckStep));
        Assert.Equal(["Cached", "Modified"], Reasons(result, CdcGenerator.ContractSourceStep));
    }

    [Fact]
    public void Editing_a_contract_makes_no_table_again()
    {
        var result = _consumer.ReplaceCode(0, User.Replace("long Id", "string Email", StringComparison.Ordinal)).Run();
        Assert.Equal(["Cached", "Cached"], Reasons(result, CdcGenerator.SourceStep));
        Assert.Equal(["Modified", "Cached"], Reasons(result, CdcGenerator.ContractSourceStep));
    }

    [Fact]
    public void A_contract_is_right_as_soon_as_its_table_is_there()
    {
        _consumer.WithCode("""[Sabot.Cdc.CdcTable("public.items")] internal readonly partial struct Item { public partial long Id { get; } }""");
        Assert.Equal("SABOT013", Assert.Single(_consumer.Run().Diagnostics).Id);
        var result = _consumer.With(CdcText.File(CdcText.Users.Replace("public.users", "public.items", StringComparison.Ordinal), "Cdc/public.items.cdc")).Run();
        Assert.Empty(result.Diagnostics);
        Assert.Equal(["Cached", "Cached", "Modified"], Reasons(result, CdcGenerator.ContractSourceStep));
        Assert.Equal([], _consumer.Problems());
    }

    private static void AssertNothingIsNew(GeneratorRunResult result, string[]? steps = null)
    {
        foreach (var step in steps ?? [CdcGenerator.TargetStep, CdcGenerator.CheckStep, CdcGenerator.ContractSourceStep])
            Assert.All(Reasons(result, step), reason => Assert.Contains(reason, new[] { "Cached", "Unchanged" }));
        var outputs = result.TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(step => step.Outputs).Select(output => output.Reason);
        Assert.All(outputs, reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    private static string Place(GeneratorRunResult result)
    {
        var start = Assert.Single(result.Diagnostics).Location.GetLineSpan().StartLinePosition;
        return $"({start.Line + 1},{start.Character + 1})";
    }

    private static IEnumerable<string> Reasons(GeneratorRunResult result, string step) =>
        result.TrackedSteps[step].SelectMany(run => run.Outputs).Select(output => output.Reason.ToString());
}
