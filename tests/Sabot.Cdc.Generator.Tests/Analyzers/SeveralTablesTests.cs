using Sabot.Cdc.Generator.Tests.Harness;

namespace Sabot.Cdc.Generator.Tests.Analyzers;

/// <summary>The advice on streams of several tables: <c>cdc.Changes()</c> and <c>cdc.Transactions()</c>.</summary>
public sealed class SeveralTablesTests
{
    [Theory]
    [InlineData("list.Add(change);", "change")]
    [InlineData("if (change is UsersChange user) list.Add(user);", "user")]
    [InlineData("switch (change) { case OrdersChange order: list.Add(order.Before); break; }", "order.Before")]
    [InlineData("if (change is UsersChange { After: { } row }) list.Add(row);", "row")]
    [InlineData("var kind = change switch { UsersChange user => Keep(user), _ => 0 }; list.Add(kind); int Keep(UsersChange kept) { list.Add(kept); return 1; } if (change is OrdersChange o) list.Add(o);", "o")]
    public async Task A_change_that_outlives_its_turn_of_the_loop_is_reported(string code, string kept)
    {
        Assert.Equal(["SABOT041 " + kept], await Advised.OfAsync(Changes(code)));
        Assert.Equal(["SABOT041 " + kept], await Advised.OfAsync(Transactions(code)));
    }

    [Theory]
    [InlineData("list.Add(change.Position); list.Add(change.Kind); list.Add(change.Table);")]
    [InlineData("if (change is UsersChange user) list.Add(user.Key);")]
    [InlineData("if (change is UsersChange user) { user.Batch.Retain(); list.Add(user); }")]
    public async Task What_is_copied_or_retained_is_not_reported(string code)
    {
        Assert.Equal([], await Advised.OfAsync(Changes(code)));
        Assert.Equal([], await Advised.OfAsync(Transactions(code)));
    }

    [Fact]
    public async Task A_transaction_that_is_kept_is_reported_and_its_values_are_not()
    {
        Assert.Equal(
            ["SABOT041 transaction"],
            await Advised.OfAsync(
                "var list = new List<object>(); await foreach (var transaction in cdc.Transactions()) list.Add(transaction);"));
        Assert.Equal(
            [],
            await Advised.OfAsync(
                "var list = new List<object>(); await foreach (var transaction in cdc.Transactions()) list.Add(transaction.Position);"));
    }

    [Fact]
    public async Task The_batch_of_a_matched_change_is_retained_before_it_is_kept() =>
        Assert.Contains(
            "user.Batch.Retain();\n",
            await Advised.FixAsync(
                Changes("if (change is UsersChange user)\n    list.Add(user);"), "Call user.Batch.Retain() first"),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("Index.Set(await cdc.Changes().ToListAsync());", "SABOT042 cdc.Changes().ToListAsync()")]
    [InlineData("Index.Set(await cdc.Transactions().ToListAsync());", "SABOT042 cdc.Transactions().ToListAsync()")]
    [InlineData("cdc.Changes();", "SABOT043 cdc.Changes()")]
    [InlineData("cdc.Transactions(UsersChange.Source);", "SABOT043 cdc.Transactions(UsersChange.Source)")]
    [InlineData("var all = cdc.Changes();", "SABOT043 cdc.Changes()")]
    [InlineData("await foreach (var change in cdc.Changes()) { } await foreach (var user in cdc.Users()) { }", "SABOT044 cdc.Users()")]
    [InlineData("await foreach (var user in cdc.Users()) { } await foreach (var t in cdc.Transactions()) await foreach (var change in t) { }", "SABOT044 cdc.Transactions()")]
    public async Task Streams_are_collected_dropped_and_asked_for_late_as_those_of_one_table_are(string code, string advice) =>
        Assert.Equal([advice], await Advised.OfAsync(code));

    [Theory]
    [InlineData("await foreach (var change in cdc.Changes(UsersChange.Source, OrdersChange.Source)) Index.Set(change.Position);")]
    [InlineData("await foreach (var t in cdc.Transactions()) await foreach (var change in t) Index.Set(change.Position);")]
    [InlineData("_ = cdc.Changes();")]
    public async Task Streams_that_are_enumerated_are_not_reported(string code) =>
        Assert.Equal([], await Advised.OfAsync(code));

    [Fact]
    public async Task Values_that_an_update_may_lack_are_asked_for_in_matched_changes_too() =>
        Assert.Equal(
            ["SABOT040 row.Bio"],
            await Advised.OfAsync(Changes(
                "if (change is UsersChange { After: { } row }) Index.Set(row.Bio); if (change is UsersChange { After: { HasBio: true } asked }) Index.Set(asked.Bio);")));

    private static string Changes(string code) =>
        $$"""
        var list = new List<object?>();
        await foreach (var change in cdc.Changes())
        {
        {{string.Join('\n', code.Split('\n').Select(line => "    " + line))}}
        }
        """.ReplaceLineEndings("\n");

    private static string Transactions(string code) =>
        $$"""
        var list = new List<object?>();
        await foreach (var transaction in cdc.Transactions())
        {
            await foreach (var change in transaction)
            {
        {{string.Join('\n', code.Split('\n').Select(line => "        " + line))}}
            }
        }
        """.ReplaceLineEndings("\n");
}
