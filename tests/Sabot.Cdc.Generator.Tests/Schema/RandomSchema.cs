using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Generator.Tests.Schema;

/// <summary>Makes tables and types that a .cdc file can hold, with names, types and comments as odd as PostgreSQL permits.</summary>
internal sealed class RandomSchema(int seed)
{
    private static readonly string[] Characters =
        ["a", "z", "_", "0", "9", "A", "Z", " ", ".", ",", "\"", "'", "\t", "#", "\\", "[", "]", "é", "ß", "日", "\u2028", "\uE000", "\uFFFD", "😀", "𠮷"];

    private static readonly string[] CommentCharacters = [.. Characters, "\n", "\r", "\u0001", "\u001F", "\u007F", "\u0085", "\u2029", "\\n", "\\u0001"];

    private static readonly string[] Types =
    [
        "bigint", "text", "numeric(12,2)", "character varying(20)", "timestamp(3) with time zone", "integer[]",
        "\"Odd, \"\"type\"\"\"", "audit.\"not null\"", "interval day to second(2)", "\"char\"", "oid", "public.mood", "public.mood[]",
    ];

    private static readonly string[] CSharpNames = ["Customer", "A", "_1", "Größe", "Line1_2", "userId"];

    private static readonly string[] CSharpTypes = ["Shop.Money", "Money", "A.B.C", "a.b", "Größe.Maß"];

    private readonly Random _random = new(seed);

    public SchemaItem Item() => _random.Next(4) switch
    {
        0 => Enum(),
        1 => Composite(),
        _ => Table(),
    };

    public SchemaTable Table()
    {
        var columns = new List<SchemaColumn>();
        var removed = new List<SchemaTombstone>();
        foreach (var name in Names())
        {
            if (_random.Next(5) == 0)
                removed.Add(new SchemaTombstone(name, Pick(Types)) { CSharpName = Maybe(CSharpNames) });
            else
                columns.Add(Detailed(new SchemaColumn(name, Pick(Types), _random.Next(2) == 0)) with { IsGenerated = _random.Next(5) == 0 });
        }

        var key = columns.Where(column => column.NotNull && _random.Next(3) == 0).Select(column => column.Name).ToArray();
        SchemaIdentity[] identities = key.Length > 0
            ? [SchemaIdentity.Default, SchemaIdentity.Index, SchemaIdentity.Full]
            : [SchemaIdentity.Default, SchemaIdentity.Full, SchemaIdentity.Nothing];
        return new SchemaTable(Name(), Name(), Pick(identities), key, columns, removed)
        {
            Namespace = Maybe(CSharpTypes),
            CSharpName = Maybe(CSharpNames),
            Comment = Comment(),
        };
    }

    private SchemaEnum Enum() =>
        new(Name(), Name(), [.. Names().Append("").Where(_ => _random.Next(3) > 0).Select(name => new SchemaLabel(name, Maybe(CSharpNames)))])
        {
            Namespace = Maybe(CSharpTypes),
            CSharpName = Maybe(CSharpNames),
            Comment = Comment(),
        };

    private SchemaComposite Composite() =>
        new(Name(), Name(), [.. Names().Select(name => Detailed(new SchemaColumn(name, Pick(Types), false)))])
        {
            Namespace = Maybe(CSharpTypes),
            CSharpName = Maybe(CSharpNames),
            Comment = Comment(),
        };

    private SchemaColumn Detailed(SchemaColumn column) => column with
    {
        Domain = _random.Next(4) > 0 ? null : SchemaIdentifier.Qualify(Name(), Name()) + (_random.Next(2) == 0 ? "[]" : ""),
        IsText = _random.Next(5) == 0,
        Comment = Comment(),
        CSharpName = Maybe(CSharpNames),
        Reader = _random.Next(4) > 0 ? null : new SchemaReader(Pick(CSharpTypes), Pick(CSharpTypes)),
    };

    private HashSet<string> Names()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var count = _random.Next(0, 12); names.Count < count;)
            names.Add(Name());

        return names;
    }

    private string Name() => Text(Characters, _random.Next(1, 6));

    private string? Comment() => _random.Next(3) > 0 ? null : Text(CommentCharacters, _random.Next(1, 9));

    private string Text(string[] characters, int length) => string.Concat(Enumerable.Range(0, length).Select(_ => Pick(characters)));

    private string? Maybe(string[] choices) => _random.Next(4) > 0 ? null : Pick(choices);

    private T Pick<T>(T[] choices) => choices[_random.Next(choices.Length)];
}
