using Npgsql;

namespace Sabot.Cdc.Tool.Catalog;

/// <summary>Reads what columns and types need to be described.</summary>
internal static class DescriptionReader
{
    public static async Task<CatalogDescription> ReadAsync(CatalogSession session, IReadOnlyList<uint> tables)
    {
        var types = await session.QueryAsync(CatalogQueries.Types, ReadType, CatalogSession.Oids(tables));
        var composites = types.Where(type => type.IsComposite).Select(type => type.Relation);
        var columns = await session.QueryAsync(CatalogQueries.Columns, ReadColumn, CatalogSession.Oids(tables.Concat(composites).Distinct()));
        var withColumns = columns.Select(column => column.Relation).ToHashSet();
        types = [.. types.Select(type => type with { HasAttributes = withColumns.Contains(type.Relation) })];
        var enums = types.Where(type => type.IsEnum).Select(type => type.Oid);
        var labels = await session.QueryAsync(
            CatalogQueries.Labels, reader => (Type: reader.GetFieldValue<uint>(0), Label: reader.GetString(1)), CatalogSession.Oids(enums));

        var resolver = new TypeResolver(types.ToDictionary(type => type.Oid));
        var resolved = columns.Select(column => (Column: column, Type: resolver.Resolve(column.Type, column.Modifier))).ToList();
        return new CatalogDescription(
            types,
            resolved.ToLookup(column => column.Column.Relation),
            labels.ToLookup(label => label.Type, label => label.Label),
            await ReadTextsAsync(session, resolved.Select(column => column.Type)));
    }

    private static async Task<Dictionary<(uint, int), string>> ReadTextsAsync(CatalogSession session, IEnumerable<ResolvedType> types)
    {
        var pairs = types.Select(type => (type.Type.Oid, type.Modifier)).Distinct().ToList();
        var texts = await session.QueryAsync(
            CatalogQueries.TypeTexts,
            reader => (Key: (reader.GetFieldValue<uint>(0), reader.GetInt32(1)), Text: reader.GetString(2)),
            CatalogSession.Oids(pairs.Select(pair => pair.Oid)),
            new NpgsqlParameter<int[]> { TypedValue = [.. pairs.Select(pair => pair.Modifier)] });
        return texts.ToDictionary(text => text.Key, text => text.Text);
    }

    private static CatalogType ReadType(NpgsqlDataReader reader) => new(
        reader.GetFieldValue<uint>(0),
        new TableName(reader.GetString(1), reader.GetString(2)),
        reader.GetChar(3),
        reader.GetFieldValue<uint>(4),
        reader.GetInt32(5),
        reader.GetFieldValue<uint>(6),
        reader.GetFieldValue<uint>(7),
        CatalogSession.GetText(reader, 8));

    private static CatalogColumn ReadColumn(NpgsqlDataReader reader) => new(
        reader.GetFieldValue<uint>(0),
        reader.GetString(1),
        reader.GetFieldValue<uint>(2),
        reader.GetInt32(3),
        reader.GetBoolean(4),
        reader.GetBoolean(5),
        reader.GetString(6) is [var generated] ? generated : '\0',
        CatalogSession.GetText(reader, 7));
}
