using Sabot.Cdc.Tool.Catalog;

namespace Sabot.Cdc.Tool.Tests.Catalog;

/// <summary>What only new servers have, and what the resolver makes of nested types.</summary>
public sealed class CatalogDescriptionTests
{
    private const uint Table = 1;

    private static readonly CatalogType Integer = new(23, new TableName("pg_catalog", "int4"), 'b', 0, -1, 0, 0, null);
    private static readonly CatalogType Numeric = new(1700, new TableName("pg_catalog", "numeric"), 'b', 0, -1, 0, 0, null);
    private static readonly CatalogType Inner = new(100, new TableName("public", "inner"), 'd', Numeric.Oid, 42, 0, 0, null);
    private static readonly CatalogType Outer = new(101, new TableName("public", "Outer"), 'd', Inner.Oid, -1, 0, 0, null);
    private static readonly CatalogType Outers = new(102, new TableName("public", "_Outer"), 'b', 0, -1, 0, Outer.Oid, null);
    private static readonly CatalogType List = new(103, new TableName("public", "list"), 'd', Outers.Oid, -1, 0, 0, null);
    private static readonly CatalogType[] Types = [Integer, Numeric, Inner, Outer, Outers, List];

    [Fact]
    public void AVirtualColumnIsLeftOutAndSaidOnce()
    {
        var description = Describe(Column("id"), Column("twice") with { Generated = CatalogColumn.Virtual }, Column("thrice") with { Generated = CatalogColumn.Stored });

        var columns = description.ColumnsOf(Table, new TableName("public", "t"), []);
        description.ColumnsOf(Table, new TableName("public", "t"), []);

        Assert.Equal([("id", false), ("thrice", true)], columns.Select(column => (column.Name, column.IsGenerated)));
        Assert.StartsWith("public.t.twice: it is a virtual generated column", Assert.Single(description.LeftOut), StringComparison.Ordinal);
    }

    [Fact]
    public void ANotNullThatWasNeverCheckedCountsForTheKeyOnlyAndIsSaid()
    {
        var doubtful = Column("a") with { NotNull = true, IsNotNullValid = false };
        var description = Describe(doubtful, doubtful with { Name = "b" }, Column("c") with { NotNull = true }, Column("d"));

        var columns = description.ColumnsOf(Table, new TableName("public", "t"), ["b", "c"]);

        Assert.Equal([("a", false), ("b", true), ("c", true), ("d", false)], columns.Select(column => (column.Name, column.NotNull)));
        Assert.StartsWith("public.t.b: it identifies rows, but was never checked", Assert.Single(description.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(100, "public.inner", false, 42)]
    [InlineData(101, "public.\"Outer\"", false, 42)]
    [InlineData(102, "public.\"Outer\"[]", true, 42)]
    [InlineData(103, "public.list", true, 42)]
    [InlineData(1700, null, false, 7)]
    public void DomainsAreStrippedInsideAndOutsideOfAnArray(uint type, string? domain, bool isArray, int modifier)
    {
        var resolved = new TypeResolver(Types.ToDictionary(type => type.Oid)).Resolve(type, type == Numeric.Oid ? 7 : -1);
        Assert.Equal(new ResolvedType(Numeric, modifier, isArray, domain), resolved);
    }

    private static CatalogColumn Column(string name) => new(Table, name, Integer.Oid, -1, NotNull: false, IsNotNullValid: true, '\0', null);

    private static CatalogDescription Describe(params CatalogColumn[] columns)
    {
        var resolver = new TypeResolver(Types.ToDictionary(type => type.Oid));
        return new CatalogDescription(
            Types,
            columns.Select(column => (column, resolver.Resolve(column.Type, column.Modifier))).ToLookup(_ => Table),
            Array.Empty<string>().ToLookup(_ => 0u),
            new Dictionary<(uint, int), string> { [(Integer.Oid, -1)] = "integer" });
    }
}
