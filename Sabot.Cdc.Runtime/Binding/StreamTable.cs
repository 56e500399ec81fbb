namespace Sabot.Cdc;

/// <summary>The table that a generation of the stream describes, for streams without compiled code.</summary>
internal static class StreamTable
{
    /// <summary>All columns of the stream, in its order, with everything nested in them.</summary>
    /// <exception cref="CdcProtocolException">Something has no name, or a type that no accessor reads.</exception>
    internal static CdcTable Create(StreamSchema streamed)
    {
        RequireName(streamed.Schema, "schema", streamed);
        RequireName(streamed.Table, "table", streamed);
        var fields = streamed.TableColumns;
        var columns = new CdcColumn[fields.Length];
        for (var i = 0; i < columns.Length; i++)
            columns[i] = Column(fields[i], streamed);
        return new CdcTable(streamed.Schema, streamed.Table, streamed.Identity, Key(streamed), columns);
    }

    // Implementation note: types nest no deeper than the schema's parser allows.
    private static CdcColumn Column(StreamField field, StreamSchema streamed)
    {
        RequireName(field.Name, "column or attribute", streamed);
        var type = ColumnTypes.Find(field.Type) ?? throw new CdcProtocolException(
            $"{streamed.QualifiedName} has {field.Name}, {field.PostgresType}, in the stream as Arrow's "
            + $"{field.Type.Name}, which protocol 1 never sends; check that the server runs the wal2arrow that belongs to this version of "
            + "Sabot.Cdc.");
        CdcColumn[] children = type is CdcType.Array or CdcType.Composite
            ? [.. new StreamChildren(field).Fields.Select(child => Column(child, streamed))]
            : [];
        return new CdcColumn(field.Name, type, field.PostgresType, field.IsNullable, children);
    }

    /// <summary>A publication may leave out columns of the key; the rest of it would not identify a row.</summary>
    private static string[] Key(StreamSchema streamed) =>
        Array.TrueForAll(streamed.Key, column => streamed.IndexOf(column) >= 0) ? streamed.Key : [];

    private static void RequireName(string name, string what, StreamSchema streamed)
    {
        if (name.Length == 0)
            throw new CdcProtocolException($"The stream has a {what} without a name in {streamed.QualifiedName}.");
    }
}
