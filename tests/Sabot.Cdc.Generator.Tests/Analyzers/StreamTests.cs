using Sabot.Cdc.Generator.Tests.Harness;

namespace Sabot.Cdc.Generator.Tests.Analyzers;

public sealed class StreamTests
{
    private const string Follow = """
        static async Task FollowAsync(IAsyncEnumerable<UsersChange> all, CancellationToken token = default)
        {
            await foreach (var change in all.WithCancellation(token))
                Index.Set(change.Key);
        }

        static async Task FollowAsync(IAsyncEnumerable<OrdersChange> all)
        {
            await foreach (var change in all)
                Index.Set(change.Key);
        }

        static Task Keep(IAsyncEnumerable<UsersChange> all) => Task.CompletedTask;
        """;

    [Theory]
    [InlineData("cdc.Users();", "cdc.Users()")]
    [InlineData("var users = cdc.Users();", "cdc.Users()")]
    [InlineData("IAsyncEnumerable<UsersChange> users = cdc.Users();", "cdc.Users()")]
    [InlineData("var (users, orders) = (cdc.Users(), cdc.Orders()); await FollowAsync(users);", "cdc.Orders()")]
    public async Task A_stream_that_nobody_enumerates_is_reported(string code, string stream) =>
        Assert.Equal(["SABOT043 " + stream], await Advised.OfAsync(code, Follow));

    [Theory]
    [InlineData("_ = cdc.Users();")]
    [InlineData("var users = cdc.Users(); await FollowAsync(users);")]
    [InlineData("var (users, orders) = (cdc.Users(), cdc.Orders()); await Task.WhenAll(FollowAsync(users), FollowAsync(orders));")]
    [InlineData("var users = cdc.Users(); Func<Task> later = () => FollowAsync(users); await later();")]
    [InlineData("await FollowAsync(cdc.Users());")]
    [InlineData("Action ask = () => cdc.Users(); ask();")]
    [InlineData("Index.Set(cdc.Users().Table);")]
    public async Task A_stream_that_somebody_uses_is_not_reported(string code) =>
        Assert.Equal([], await Advised.OfAsync(code, Follow));

    [Theory]
    [InlineData("await foreach (var change in cdc.Users()) { } await foreach (var change in cdc.Orders()) { }", "cdc.Orders()")]
    [InlineData("var users = cdc.Users(); await foreach (var change in users) { } var orders = cdc.Orders(); await FollowAsync(orders);", "cdc.Orders()")]
    [InlineData("await foreach (var change in cdc.Users()) await FollowAsync(cdc.Orders());", "cdc.Orders()")]
    [InlineData("await foreach (var batch in cdc.Users().Batches) { } if (other) await FollowAsync(cdc.Orders());", "cdc.Orders()")]
    [InlineData("await Task.WhenAll(FollowAsync(cdc.Users()), FollowAsync(cdc.Orders()));", "cdc.Orders()")]
    [InlineData("var one = FollowAsync(cdc.Users()); var two = FollowAsync(cdc.Orders()); await Task.WhenAll(one, two);", "cdc.Orders()")]
    [InlineData("Task[] all = [FollowAsync(cdc.Users()), FollowAsync(cdc.Orders())]; await Task.WhenAll(all);", "cdc.Orders()")]
    public async Task A_stream_that_is_asked_for_after_another_has_started_is_reported(string code, string stream) =>
        Assert.Equal(["SABOT044 " + stream], await Advised.OfAsync(code, Follow));

    [Theory]
    [InlineData("var (users, orders) = (cdc.Users(), cdc.Orders()); await foreach (var change in users) { } await foreach (var change in orders) { }")]
    [InlineData("if (other) await FollowAsync(cdc.Users()); else await FollowAsync(cdc.Orders());")]
    [InlineData("if (other) await FollowAsync(cdc.Users()); await FollowAsync(cdc.Orders());")]
    [InlineData("await Keep(cdc.Users()); await FollowAsync(cdc.Orders());")]
    [InlineData("await (other ? FollowAsync(cdc.Users()) : FollowAsync(cdc.Orders()));")]
    [InlineData("switch (other) { case true: await FollowAsync(cdc.Users()); break; default: await FollowAsync(cdc.Orders()); break; }")]
    [InlineData("Func<Task> one = () => FollowAsync(cdc.Users()), two = () => FollowAsync(cdc.Orders()); await one(); await two();")]
    [InlineData("await FollowAsync(cdc.Users()); cdc = new CdcClient(new CdcOptions()); await FollowAsync(cdc.Orders());")]
    [InlineData("await FollowAsync(cdc.Users()); await using var second = new CdcClient(new CdcOptions()); await FollowAsync(second.Orders());")]
    [InlineData("while (other) { await using var each = new CdcClient(new CdcOptions()); var (users, orders) = (each.Users(), each.Orders()); await FollowAsync(orders); await FollowAsync(users); }")]
    public async Task Streams_that_may_be_in_time_are_not_reported(string code) =>
        Assert.Equal([], await Advised.OfAsync(code, Follow));

    [Fact]
    public async Task A_dropped_stream_becomes_a_loop() =>
        Assert.Equal(
            "// all\nawait foreach (var change in cdc.Users())\n{\n}",
            await Advised.FixAsync("// all\ncdc.Users();", "Enumerate the stream"));

    [Fact]
    public async Task A_late_stream_is_asked_for_before_the_loop() =>
        Assert.Equal(
            "// first\nvar orders = cdc.Orders();\nawait foreach (var change in cdc.Users())\n    Index.Set(change.Key);\nawait FollowAsync(orders);",
            await Advised.FixAsync(
                "// first\nawait foreach (var change in cdc.Users())\n    Index.Set(change.Key);\nawait FollowAsync(cdc.Orders());",
                "Ask for the stream before the enumeration",
                Follow));

    [Fact]
    public async Task A_late_stream_is_asked_for_before_the_call_that_it_is_in() =>
        Assert.Equal(
            "var orders = cdc.Orders();\nawait Task.WhenAll(FollowAsync(cdc.Users()), FollowAsync(orders));",
            await Advised.FixAsync(
                "await Task.WhenAll(FollowAsync(cdc.Users()), FollowAsync(cdc.Orders()));",
                "Ask for the stream before the enumeration",
                Follow));
}
