using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Generator.Tests.Schema;

/// <summary>Makes tables that a .cdc file can hold, with names and types as odd as PostgreSQL permits.</summary>
internal sealed class RandomSchema(int seed)
{
    private static readonly string[] Characters =
        ["a", "z", "_", "0", "9", "A", "Z", " ", ".", ",", "\"", "'", "\t", "#", "\\", "é", "ß", "日", "\u2028", "\uE000", "\uFFFD", "😀", "𠮷"];

    private static readonly string[] Types =
    [
        "bigint", "text", "numeric(12,2)", "character varying(20)", "timestamp(3) with time zone", "integer[]",
        "\"Odd, \"\"type\"\"\"", "audit.\"not null\"", "interval day to second(2)", "\"char\"", "oid",
    ];

    private readonly Random _random = new(seed);

    public SchemaTable Table()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var count = _random.Next(0, 12); names.Count < count;)
            names.Add(Name());

        var columns = new List<SchemaColumn>();
        var removed = new List<SchemaTombstone>();
        foreach (var name in names)
        {
            if (_random.Next(5) == 0)
                removed.Add(new SchemaTombstone(name, Pick(Types)));
            else
                columns.Add(new SchemaColumn(name, Pick(Types), _random.Next(2) == 0));
        }

        var key = columns.Where(column => column.NotNull && _random.Next(3) == 0).Select(column => column.Name).ToArray();
        SchemaIdentity[] identities = key.Length > 0
            ? [SchemaIdentity.Default, SchemaIdentity.Index, SchemaIdentity.Full]
            : [SchemaIdentity.Default, SchemaIdentity.Full, SchemaIdentity.Nothing];
        return new SchemaTable(Name(), Name(), Pick(identities), key, columns, removed);
    }

    private string Name() => string.Concat(Enumerable.Range(0, _random.Next(1, 6)).Select(_ => Pick(Characters)));

    private T Pick<T>(T[] choices) => choices[_random.Next(choices.Length)];
}
