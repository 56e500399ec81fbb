using Sabot.Cdc.Naming;
using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Tool.Check;

/// <summary>Compares a table's replica identity and key, which decide what old images hold.</summary>
internal sealed class IdentityComparison(ComparedSides sides, SchemaTable before, SchemaTable after, Func<string, string> nameAfter)
{
    /// <summary>The key by the names that its columns have now: that they were renamed is another difference.</summary>
    private readonly string[] _key = [.. before.Key.Select(nameAfter)];

    private string Table => before.QualifiedName;

    /// <summary>No identity, no key: that is one difference.</summary>
    private bool HasNone => before.Identity == SchemaIdentity.Nothing || after.Identity == SchemaIdentity.Nothing;

    public IEnumerable<Difference> Compare()
    {
        if (before.Identity != after.Identity)
            yield return Identity();
        if (!_key.SequenceEqual(after.Key) && !(before.Identity != after.Identity && HasNone))
            yield return Key();
    }

    private Difference Identity()
    {
        // With the key that it had, since another one is another difference.
        var (old, now) = HasNone
            ? (before with { Key = _key }, after)
            : (before with { Key = _key }, after with { Key = _key });
        var (oldReadsNew, newReadsOld) = (StreamReading.ReadsOldImages(old, now), StreamReading.ReadsOldImages(now, old));
        var (was, @is) = (SchemaPrinter.Keyword(before.Identity), SchemaPrinter.Keyword(after.Identity));
        return sides.At(DifferenceKind.Identity, before, FileLines.IdentityOf(before), after, FileLines.IdentityOf(after), $"The replica identity of {Table} is now {@is}, was {was}") with
        {
            Was = $"{SchemaKeywords.Identity} {was}",
            Is = $"{SchemaKeywords.Identity} {@is}",
            Source = SourceOfIdentity(),
            Decoding = oldReadsNew ? Effect.None : Effect.Break("a running client stops with CdcSchemaDriftException at the first change after it, because old rows lack what it reads of them"),
            Deployment = Deployments.Of(oldReadsNew, newReadsOld),
        };
    }

    private Effect SourceOfIdentity()
    {
        if (before.Identity == SchemaIdentity.Full)
            return Effect.Break("code that reads Before does not compile");
        if (after.Identity == SchemaIdentity.Nothing && before.Key.Count > 0)
            return Effect.Break("code that reads Key does not compile");
        if (after.Identity != SchemaIdentity.Full)
            return Effect.None;

        var lost = before.Columns
            .Select(column => GeneratedMembers.FirstLost(sides.Before, before, column, sides.Before, before with { Identity = SchemaIdentity.Full }, column))
            .FirstOrDefault(member => member is not null);
        return lost is null ? Effect.None : Effect.Break($"code that asks {lost} does not compile, since every value is sent now");
    }

    private Difference Key()
    {
        var (old, now) = (before with { Identity = after.Identity, Key = _key }, after);
        var binds = StreamReading.ReadsOldImages(old, now);
        // Part of a key binds, but tells rows no more apart.
        var identifies = _key.Length == 0 || after.Key.All(_key.Contains);
        return sides.At(DifferenceKind.Key, before, FileLines.KeyOf(before), after, FileLines.KeyOf(after), $"The key of {Table} is now {FileLines.Key(after.Key)}, was {FileLines.Key(before.Key)}") with
        {
            Was = before.Key.Count == 0 ? null : $"{SchemaKeywords.Key} {FileLines.Key(before.Key)}",
            Is = after.Key.Count == 0 ? null : $"{SchemaKeywords.Key} {FileLines.Key(after.Key)}",
            Source = before.Key.Count == 0 ? Effect.None : Effect.Break($"code that reads Key or makes a {NamingPolicy.TypeName(before)}Key does not compile"),
            Decoding = !binds ? Effect.Break("a running client stops with CdcSchemaDriftException at the first change after it, because old rows lack its key")
                : !identifies ? Effect.Break("a running client goes on with a Key that several rows can have")
                : Effect.None,
            Deployment = Deployments.Of(binds && identifies, StreamReading.ReadsOldImages(now, old)),
        };
    }
}
