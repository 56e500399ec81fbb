using Sabot.Cdc.Generator.Tests.Harness;

namespace Sabot.Cdc.Generator.Tests.Analyzers;

public sealed class LifetimeTests
{
    private const string Before = """
        var list = new List<object>();
        var changesKept = new List<UsersChange>();
        var rows = new List<UsersRow?>();
        var byId = new Dictionary<long, UsersRow>();
        var queue = new ConcurrentQueue<(long, UsersChange)>();
        var channel = Channel.CreateUnbounded<UsersChange>();
        var holder = new Holder<UsersChange>();
        var actions = new List<Action>();
        var tasks = new List<Task>();
        var array = new UsersChange[3];
        UsersChange? last = null;

        """;

    [Theory]
    [InlineData("changesKept.Add(change);", "change")]
    [InlineData("list.Add(change);", "change")]
    [InlineData("rows.Add(change.After);", "change.After")]
    [InlineData("if (change.After is { } user) byId[user.Id] = user;", "user")]
    [InlineData("if (change.After is { } user) byId.Add(user.Id, user);", "user")]
    [InlineData("if (change.After is { } user) byId.TryAdd(user.Id, other ? user : default);", "other ? user : default")]
    [InlineData("queue.Enqueue((change.Key.Id, change));", "(change.Key.Id, change)")]
    [InlineData("channel.Writer.TryWrite(change);", "change")]
    [InlineData("await channel.Writer.WriteAsync(change);", "change")]
    [InlineData("holder.Field = change;", "change")]
    [InlineData("holder.Property = change;", "change")]
    [InlineData("Holder<UsersBatch>.Shared = change.Batch;", "change.Batch")]
    [InlineData("array[0] = change;", "change")]
    [InlineData("actions.Add(() => Index.Set(change.Key));", "() => Index.Set(change.Key)")]
    [InlineData("var copy = change; _ = Task.Run(() => Index.Set(copy.Key));", "() => Index.Set(copy.Key)")]
    [InlineData("tasks.Add(Task.Run(() => Index.Set(change.Key)));", "() => Index.Set(change.Key)")]
    [InlineData("ThreadPool.QueueUserWorkItem(_ => Index.Set(change.Key));", "_ => Index.Set(change.Key)")]
    [InlineData("Index.Set(last?.Key); last = change;", "change")]
    [InlineData("changesKept.Add(change); if (changesKept.Count == 100) { Index.Set(changesKept); changesKept.Clear(); }", "change")]
    public async Task A_view_that_outlives_its_turn_of_the_loop_is_reported(string code, string kept) =>
        Assert.Equal(["SABOT041 " + kept], await Advised.OfAsync(Loop(code)));

    [Theory]
    [InlineData("change.Batch.Retain(); changesKept.Add(change);")]
    [InlineData("if (other) { change.Batch.Retain(); changesKept.Add(change); }")]
    [InlineData("list.Add(change.Key); list.Add(change.Position); list.Add(change.Kind);")]
    [InlineData("if (change.After is { } user) list.Add(user.Id);")]
    [InlineData("if (change.After is { HasBio: true } user) list.Add(user.Bio!);")]
    [InlineData("var inside = new List<UsersChange>(); inside.Add(change); Index.Set(inside);")]
    [InlineData("changesKept.Clear(); changesKept.Add(change);")]
    [InlineData("var here = new Holder<UsersChange>(); here.Field = change;")]
    [InlineData("await Task.Run(() => Index.Set(change.Key));")]
    [InlineData("await Task.Run(() => Index.Set(change.Key)).ConfigureAwait(false);")]
    [InlineData("var work = Task.Run(() => Index.Set(change.Key)); await work;")]
    [InlineData("var id = change.Key.Id; _ = Task.Run(() => Index.Set(id));")]
    [InlineData("actions.Add(() => Index.Set(other));")]
    [InlineData("list.Add(changesKept.Where(each => each.Key == change.Key));")]
    [InlineData("last = change; Index.Set(last?.Key);")]
    [InlineData("if (other) { holder.Field = change; break; }")]
    [InlineData("if (other) { last = change; return; }")]
    public async Task What_is_retained_copied_or_done_with_in_the_loop_is_not_reported(string code) =>
        Assert.Equal([], await Advised.OfAsync(Loop(code)));

    [Fact]
    public async Task A_change_of_a_batch_is_reported_where_it_outlives_the_batch() =>
        Assert.Equal(["SABOT041 change"], await Advised.OfAsync("""
            var all = new List<UsersChange>();
            await foreach (var batch in cdc.Users().Batches)
            {
                var these = new List<UsersChange>();
                foreach (var change in batch)
                    these.Add(change);
                foreach (var change in batch)
                    all.Add(change);
            }
            """));

    [Fact]
    public async Task A_view_of_your_own_is_a_view_if_it_holds_one() =>
        Assert.Equal(["SABOT041 new Pair(change, 1)"], await Advised.OfAsync(
            "var list = new List<Pair>(); await foreach (var change in changes) list.Add(new Pair(change, 1));",
            "readonly record struct Pair(UsersChange Change, int Number);"));

    [Theory]
    [InlineData("private UsersChange _last; void Take(UsersChange change) => _last = change;")]
    [InlineData("static async IAsyncEnumerable<UsersChange> Inserts(IAsyncEnumerable<UsersChange> all) { await foreach (var change in all) if (change.Kind == CdcChangeKind.Insert) yield return change; }")]
    [InlineData("static async Task<UsersChange?> FirstAsync(IAsyncEnumerable<UsersChange> all) { await foreach (var change in all) return change; return null; }")]
    [InlineData("static async Task Copy(List<string> list, IAsyncEnumerable<string> all) { await foreach (var text in all) list.Add(text); }")]
    [InlineData("static async IAsyncEnumerable<UsersChange> Kept(IAsyncEnumerable<UsersChange> all) { await foreach (var change in all) { change.Batch.Retain(); yield return change; } } static async Task Take(List<UsersChange> list, IAsyncEnumerable<UsersChange> all) { await foreach (var change in Kept(all)) list.Add(change); }")]
    public async Task What_another_method_may_have_retained_is_not_reported(string member) =>
        Assert.Equal([], await Advised.OfAsync("", member));

    [Theory]
    [InlineData("Index.Set(await cdc.Users().ToListAsync());", "SABOT042 cdc.Users().ToListAsync()")]
    [InlineData("Index.Set(await changes.Where(change => change.Kind == CdcChangeKind.Insert).ToArrayAsync());", "SABOT042 changes.Where(change => change.Kind == CdcChangeKind.Insert).ToArrayAsync()")]
    [InlineData("Index.Set(await cdc.Users().Batches.ToListAsync());", "SABOT042 cdc.Users().Batches.ToListAsync()")]
    [InlineData("Index.Set(await changes.ToDictionaryAsync(change => change.Key.Id));", "SABOT042 changes.ToDictionaryAsync(change => change.Key.Id)")]
    [InlineData("Index.Set(await changes.LastAsync());", "SABOT042 changes.LastAsync()")]
    public async Task Collecting_views_is_reported(string code, string advice) =>
        Assert.Equal([advice], await Advised.OfAsync(code));

    [Theory]
    [InlineData("Index.Set(await changes.Select(change => change.Key).ToListAsync());")]
    [InlineData("Index.Set(await changes.CountAsync());")]
    [InlineData("Index.Set(await changes.FirstAsync());")]
    [InlineData("Index.Set(await changes.ToDictionaryAsync(change => change.Key.Id, change => change.Position));")]
    [InlineData("Index.Set(await changes.Select(change => { change.Batch.Retain(); return change; }).ToListAsync());")]
    public async Task Collecting_values_is_not_reported(string code) =>
        Assert.Equal([], await Advised.OfAsync(code));

    [Fact]
    public async Task The_batch_is_retained_before_its_view_is_kept() =>
        Assert.Equal(
            Loop("if (other)\n{\n    // keep\n    change.Batch.Retain();\n    holder.Field = change;\n}"),
            await Advised.FixAsync(Loop("if (other)\n{\n    // keep\n    holder.Field = change;\n}"), "Call change.Batch.Retain() first"));

    [Fact]
    public async Task A_statement_that_is_alone_gets_braces() =>
        Assert.Equal(
            Loop("if (other)\n{\n    change.Batch.Retain();\n    holder.Field = change;\n}"),
            await Advised.FixAsync(Loop("if (other)\n    holder.Field = change;"), "Call change.Batch.Retain() first"));

    private static string Loop(string code) =>
        $$"""
        {{Before}}
        await foreach (var change in changes)
        {
        {{string.Join('\n', code.Split('\n').Select(line => "    " + line))}}
        }
        """.ReplaceLineEndings("\n");
}
