using Sabot.Cdc.Generator.Tests.Harness;

namespace Sabot.Cdc.Generator.Tests.Analyzers;

public sealed class PresenceTests
{
    [Theory]
    [InlineData("Index.Set(user.Bio);", "user.Bio")]
    [InlineData("Index.Set(user.BioUtf8);", "user.BioUtf8")]
    [InlineData("Index.Set(user.IsBioNull);", "user.IsBioNull")]
    [InlineData("Index.Set(user.Avatar);", "user.Avatar")]
    [InlineData("Index.Set(change.After!.Value.Email);", "change.After!.Value.Email")]
    [InlineData("Index.Set(change.After?.Email);", ".Email")]
    [InlineData("if (user.HasEmail) Index.Set(user.Bio);", "user.Bio")]
    [InlineData("if (!user.HasBio) Index.Set(user.Bio);", "user.Bio")]
    [InlineData("if (user.HasBio) { } Index.Set(user.Bio);", "user.Bio")]
    [InlineData("if (user.HasBio || other) Index.Set(user.Bio);", "user.Bio")]
    [InlineData("Index.Set(user.HasBio ? null : user.Bio);", "user.Bio")]
    [InlineData("if (change.Kind == CdcChangeKind.Update) Index.Set(user.Bio);", "user.Bio")]
    [InlineData("switch (change.Kind) { case CdcChangeKind.Update: Index.Set(user.Bio); break; }", "user.Bio")]
    [InlineData("while (user.HasBio) { if (other) break; } Index.Set(user.Bio);", "user.Bio")]
    [InlineData("try { if (!user.HasBio) throw new Exception(); } catch { Index.Set(user.Bio); }", "user.Bio")]
    [InlineData("Func<string?> later = () => user.Bio; Index.Set(later());", "user.Bio")]
    [InlineData("var copy = user; Index.Set(copy.Bio);", "copy.Bio")]
    [InlineData("if (user is { HasBio: false }) Index.Set(user.Bio);", "user.Bio")]
    public async Task A_value_that_may_be_missing_and_was_not_asked_for_is_reported(string code, string read) =>
        Assert.Equal(["SABOT040 " + read], await Advised.OfAsync(Loop(code)));

    [Theory]
    [InlineData("if (user.HasBio) Index.Set(user.Bio);")]
    [InlineData("if (user.HasBio) { Index.Set(user.IsBioNull); Index.Set(user.BioUtf8); Index.Set(user.Bio); }")]
    [InlineData("if (!user.HasBio) continue; Index.Set(user.Bio);")]
    [InlineData("if (!user.HasBio) return; Index.Set(user.Bio);")]
    [InlineData("if (!user.HasBio) throw new Exception(); else Index.Set(user.Bio);")]
    [InlineData("Index.Set(user.HasBio ? user.Bio : null);")]
    [InlineData("Index.Set(!user.HasBio ? null : user.Bio);")]
    [InlineData("Index.Set(user.HasBio && user.Bio is { Length: > 3 });")]
    [InlineData("Index.Set(!user.HasBio || user.Bio is null);")]
    [InlineData("if (other && user.HasBio && user.HasEmail) Index.Set(user.Bio + user.Email);")]
    [InlineData("if (user is { HasBio: true }) Index.Set(user.Bio);")]
    [InlineData("if (change.After is { HasBio: true } row) Index.Set(row.Bio);")]
    [InlineData("if (change is { After: { HasBio: true } row }) Index.Set(row.Bio);")]
    [InlineData("if (change.After is not { HasBio: true } row) continue; Index.Set(row.Bio);")]
    [InlineData("if (user.HasBio == true) Index.Set(user.Bio);")]
    [InlineData("if (user.HasBio is true) Index.Set(user.Bio);")]
    [InlineData("if (user.HasBio is false) continue; Index.Set(user.Bio);")]
    [InlineData("if (change.After?.HasBio == true) Index.Set(change.After.Value.Bio);")]
    [InlineData("if (change.After?.HasBio ?? false) Index.Set(change.After.Value.Bio);")]
    [InlineData("if (change.After!.Value.HasBio) Index.Set(user.Bio);")]
    [InlineData("var has = user.HasBio; if (has) Index.Set(user.Bio);")]
    [InlineData("var has = user.HasBio && other; if (!has) continue; Index.Set(user.Bio);")]
    [InlineData("var copy = user; if (copy.HasBio) Index.Set(user.Bio);")]
    [InlineData("Index.Set((user.HasBio, other) switch { (true, _) => user.Bio, _ => null });")]
    [InlineData("Index.Set(user switch { { HasBio: true } => user.Bio, _ => null });")]
    [InlineData("Index.Set(change.After switch { { HasBio: true } row => row.Bio, _ => null });")]
    [InlineData("switch (change.After) { case { } row when row.HasBio: Index.Set(row.Bio); break; }")]
    [InlineData("if (change.Kind == CdcChangeKind.Insert) Index.Set(user.Bio);")]
    [InlineData("if (change.Kind != CdcChangeKind.Update) Index.Set(user.Bio);")]
    [InlineData("if (change.Kind == CdcChangeKind.Update) continue; Index.Set(user.Bio);")]
    [InlineData("if (change.Kind is CdcChangeKind.Insert or CdcChangeKind.Delete) Index.Set(user.Bio);")]
    [InlineData("if (change is { Kind: CdcChangeKind.Insert, After: { } row }) Index.Set(row.Bio);")]
    [InlineData("var kind = change.Kind; if (kind is not CdcChangeKind.Insert) continue; Index.Set(user.Bio);")]
    [InlineData("switch (change.Kind) { case CdcChangeKind.Insert: Index.Set(user.Bio); break; }")]
    [InlineData("switch (change.Kind) { case CdcChangeKind.Update: break; default: Index.Set(user.Bio); break; }")]
    [InlineData("Index.Set(change.Kind switch { CdcChangeKind.Insert => user.Bio, _ => null });")]
    [InlineData("try { Index.Set(user.Bio); } catch (CdcUnchangedValueException) { }")]
    [InlineData("Func<string?> later = () => user.Bio; if (user.HasBio) Index.Set(later());")]
    [InlineData("if (user.HasBio) Index.Set(new[] { 1 }.Select(_ => user.Bio).First());")]
    [InlineData("Index.Set(nameof(user.Bio));")]
    [InlineData("Index.Set(user.Id); Index.Set(user.Flag); Index.Set(user.HasFlag);")]
    [InlineData("while (!user.HasBio) { if (other) break; return; } if (user.HasBio) Index.Set(user.Bio);")]
    [InlineData("try { if (!user.HasBio) continue; Index.Set(user.Bio); } finally { Index.Set(1); }")]
    [InlineData("using (new CancellationTokenSource()) { if (!user.HasBio) continue; Index.Set(user.Bio); }")]
    public async Task A_value_that_was_asked_for_or_cannot_be_missing_is_not_reported(string code) =>
        Assert.Equal([], await Advised.OfAsync(Loop(code)));

    [Fact]
    public async Task A_value_is_reported_where_it_is_read_first() =>
        Assert.Equal(["SABOT040 user.Bio"], await Advised.OfAsync(Loop("Index.Set(user.Bio); Index.Set(user.Bio); Index.Set(user.BioUtf8);")));

    [Fact]
    public async Task A_row_that_was_asked_says_nothing_of_another() =>
        Assert.Equal(["SABOT040 b.After!.Value.Bio"], await Advised.OfAsync("""
            await foreach (var batch in cdc.Users().Batches)
            {
                foreach (var a in batch)
                {
                    foreach (var b in batch)
                    {
                        if (a.After!.Value.HasBio)
                            Index.Set(b.After!.Value.Bio);
                    }
                }
            }
            """));

    [Theory]
    [InlineData("static void Print(UsersRow row) => Index.Set(row.Bio);")]
    [InlineData("static void Print(UsersChange change) => Index.Set(change.After!.Value.Bio);")]
    [InlineData("private UsersRow _row; void Print() => Index.Set(_row.Bio);")]
    [InlineData("static UsersRow Find() => default; void Print() => Index.Set(Find().Bio);")]
    [InlineData("static void Print(IEnumerable<UsersRow> rows) { foreach (var row in rows.Where(each => each.HasBio)) Index.Set(row.Bio); }")]
    [InlineData("static async Task Print(IAsyncEnumerable<UsersChange> all) { await foreach (var change in all.Where(each => each.Kind == CdcChangeKind.Insert)) Index.Set(change.After!.Value.Bio); }")]
    public async Task What_another_method_may_have_asked_is_not_reported(string member) =>
        Assert.Equal([], await Advised.OfAsync("", member));

    [Fact]
    public async Task With_the_full_identity_every_value_is_there() =>
        Assert.Equal([], await Advised.OfAsync("await foreach (var change in cdc.Orders()) Index.Set(change.After?.Note + change.Before?.Note);"));

    [Fact]
    public async Task A_function_that_is_tested_for_the_exception_is_not_reported() =>
        Assert.Equal([], await Advised.OfAsync(
            Loop("Throws<CdcUnchangedValueException>(() => Index.Set(user.Bio));"),
            "private static void Throws<T>(Action action) { }"));

    [Fact]
    public async Task The_statement_is_put_behind_the_question() =>
        Assert.Equal(
            Loop("// keep\nif (user.HasBio)\n{\n    Index.Set(user.Bio); // that\n}"),
            await Advised.FixAsync(Loop("// keep\nIndex.Set(user.Bio); // that"), "Do this only if user.HasBio"));

    [Fact]
    public async Task A_question_of_what_may_be_null_is_compared_with_true() =>
        Assert.Equal(
            Loop("if (change.After?.HasBio == true)\n{\n    Index.Set(change.After?.Bio);\n}"),
            await Advised.FixAsync(Loop("Index.Set(change.After?.Bio);"), "Do this only if change.After?.HasBio == true"));

    [Fact]
    public async Task A_value_becomes_a_choice() =>
        Assert.Equal(
            Loop("var bio = (user.HasBio ? user.Bio : null) ?? \"none\";"),
            await Advised.FixAsync(Loop("var bio = user.Bio ?? \"none\";"), "Read null where user.HasBio is false"));

    [Theory]
    [InlineData("Func<string?> later = () => user.Bio; Index.Set(later());", "Read null where user.HasBio is false")]
    [InlineData("Index.Set(change.Batch[0].After!.Value.Bio);")]
    [InlineData("Index.Set(user.Bio);", "Do this only if user.HasBio", "Read null where user.HasBio is false")]
    public async Task Fixes_are_offered_only_where_they_mean_the_same(string code, params string[] titles) =>
        Assert.Equal(titles, await Advised.TitlesAsync(Loop(code)));

    private static string Loop(string code) =>
        $$"""
        await foreach (var change in changes)
        {
            if (change.After is not { } user)
                continue;
        {{string.Join('\n', code.Split('\n').Select(line => "    " + line))}}
        }
        """.ReplaceLineEndings("\n");
}
