using Sabot.Cdc.Naming;
using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Tool.Check;

/// <summary>Compares the columns of a table or the attributes of a composite.</summary>
internal sealed class ColumnComparison
{
    private const string Stops = "a running client stops with CdcSchemaDriftException at the first change after it";

    private readonly ComparedSides _sides;
    private readonly SchemaItem _before;
    private readonly SchemaItem _after;
    private readonly List<SchemaColumn> _gone;
    private readonly List<SchemaColumn> _new;
    private readonly List<(SchemaColumn Before, SchemaColumn After)> _renamed = [];

    public ColumnComparison(ComparedSides sides, SchemaItem before, SchemaItem after)
    {
        (_sides, _before, _after) = (sides, before, after);
        _gone = Except(ColumnsOf(before), ColumnsOf(after));
        _new = Except(ColumnsOf(after), ColumnsOf(before));
        PairRenamed();
    }

    /// <summary>The name that a column of before has now.</summary>
    public string NameAfter(string name) => _renamed.Where(pair => pair.Before.Name == name).Select(pair => pair.After.Name).FirstOrDefault(name);

    public IEnumerable<Difference> Compare()
    {
        var now = ColumnsOf(_after).ToDictionary(column => column.Name, StringComparer.Ordinal);
        var kept = ColumnsOf(_before).Where(column => now.ContainsKey(column.Name)).Select(column => (column, now[column.Name]));
        return _gone.Select(Gone)
            .Concat(_new.Select(New))
            .Concat(_renamed.Select(pair => Renamed(pair.Before, pair.After)))
            .Concat(kept.SelectMany(pair => new KeptColumnComparison(_sides, _before, pair.column, _after, pair.Item2).Compare()));
    }

    /// <summary>
    /// PostgreSQL does not tell a column that was renamed from one that went and another that came. It looks like a
    /// rename if there is but one of each of the same declaration.
    /// </summary>
    private void PairRenamed()
    {
        foreach (var gone in _gone.ToList())
        {
            var candidates = _new.Where(column => IsSame(gone, column)).ToList();
            if (candidates.Count != 1 || _gone.Count(column => IsSame(column, gone)) != 1)
                continue;

            _renamed.Add((gone, candidates[0]));
            _gone.Remove(gone);
            _new.Remove(candidates[0]);
        }

        static bool IsSame(SchemaColumn one, SchemaColumn other) =>
            (one.Type, one.NotNull, one.IsText, one.IsGenerated, one.Domain) == (other.Type, other.NotNull, other.IsText, other.IsGenerated, other.Domain);
    }

    private Difference Gone(SchemaColumn column) =>
        _sides.At(DifferenceKind.ColumnGone, _before, column.Place, _after, TombstoneOf(column), $"{Name(column)} was dropped") with
        {
            Member = column.Name,
            Was = FileLines.Column(_before, column),
            Source = Effect.Break($"code that reads {GeneratedMembers.PropertyOf(_before, column)} does not compile"),
            Decoding = Effect.Break(Stops),
            Deployment = Deployment.CodeFirst,
        };

    private Difference New(SchemaColumn column) =>
        _sides.At(DifferenceKind.ColumnNew, _before, _before.Place, _after, column.Place, $"{Name(column)} was added, {column.Type}") with
        {
            Member = column.Name,
            Is = FileLines.Column(_after, column),
            Decoding = Effect.Harmless("a running client leaves it out"),
            Deployment = Deployment.DatabaseFirst,
        };

    private Difference Renamed(SchemaColumn before, SchemaColumn after)
    {
        var hasLost = GeneratedMembers.FirstLost(_sides.Before, _before, before, _sides.After, _after, after) is not null;
        return _sides.At(
            DifferenceKind.ColumnRenamed,
            _before,
            before.Place,
            _after,
            after.Place,
            $"{Name(before)} is gone and {SchemaIdentifier.Quote(after.Name)} is new with the same type, as if it had been renamed") with
        {
            Member = before.Name,
            Was = FileLines.Column(_before, before),
            Is = FileLines.Column(_after, after),
            Source = hasLost
                ? Effect.Break($"code that reads {GeneratedMembers.PropertyOf(_before, before)} does not compile")
                : Effect.Harmless($"nothing, because both are {GeneratedMembers.PropertyOf(_after, after)}"),
            Decoding = Effect.Break(Stops),
            Deployment = Deployment.WithStop,
            Otherwise = "without a stop: add the new column beside the old one, move the code over, then drop the old one",
        };
    }

    private SchemaPlace TombstoneOf(SchemaColumn column) =>
        _after is SchemaTable table && table.Removed.FirstOrDefault(removed => removed.Name == column.Name) is { } tombstone
            ? tombstone.Place
            : _after.Place;

    private string Name(SchemaColumn column) => NameOf(_before, column);

    internal static string NameOf(SchemaItem owner, SchemaColumn column) =>
        $"{(owner is SchemaTable ? "Column" : "Attribute")} {SchemaIdentifier.Quote(column.Name)} of {owner.QualifiedName}";

    private static IReadOnlyList<SchemaColumn> ColumnsOf(SchemaItem item) =>
        item is SchemaTable table ? table.Columns : ((SchemaComposite)item).Attributes;

    private static List<SchemaColumn> Except(IEnumerable<SchemaColumn> columns, IEnumerable<SchemaColumn> others)
    {
        var names = others.Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
        return [.. columns.Where(column => !names.Contains(column.Name))];
    }
}
