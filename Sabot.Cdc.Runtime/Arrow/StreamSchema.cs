using System.Text;
using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Sabot.Cdc;

/// <summary>What a relation of the stream looks like in one generation, as the plugin's Schema message says.</summary>
internal sealed class StreamSchema
{
    private StreamSchema(Schema arrow)
    {
        Arrow = arrow;
        Schema = Required("pg.schema");
        Table = Required("pg.table");
        Identity = Required("pg.identity") switch
        {
            "default" => CdcReplicaIdentity.Default,
            "index" => CdcReplicaIdentity.Index,
            "full" => CdcReplicaIdentity.Full,
            "nothing" => CdcReplicaIdentity.Nothing,
            var other => throw new CdcProtocolException(
                $"The Arrow Schema of {QualifiedName} has the unknown replica identity \"{other}\"."),
        };
        Key = ParseKey(Required("pg.key"));
        Fields = LayOut();
        CheckSystemColumns();
        Misfits = FindMisfits();
        CheckNames();
    }

    /// <summary>The whole schema, with the system columns and the metadata.</summary>
    internal Schema Arrow { get; }

    internal string Schema { get; }

    internal string Table { get; }

    internal string QualifiedName => $"{Schema}.{Table}";

    internal CdcReplicaIdentity Identity { get; }

    /// <summary>The columns that an old image has when the identity is not FULL.</summary>
    internal string[] Key { get; }

    /// <summary>The system columns, the table's columns, and <see cref="Misfits"/> if there is one.</summary>
    internal StreamField[] Fields { get; }

    /// <summary>
    /// The column of what has no place in the others (<see cref="MisfitText"/>); null when everything has. It is not a
    /// column of the table, which may have one of the same name.
    /// </summary>
    internal StreamField? Misfits { get; }

    /// <summary>Nodes of a batch, those of nested types included.</summary>
    internal int NodeCount { get; private set; }

    internal int BufferCount { get; private set; }

    /// <summary>Parses the body of a schema frame.</summary>
    /// <exception cref="CdcProtocolException">It is not the schema of a table in protocol 1.</exception>
    internal static StreamSchema Parse(ReadOnlySpan<byte> body) => new(ArrowSchemaParser.Parse(body));

    /// <summary>The index of a table column in <see cref="Fields"/>, or -1.</summary>
    internal int IndexOf(string column)
    {
        var columns = TableColumns;
        for (var i = 0; i < columns.Length; i++)
        {
            if (columns[i].Name == column)
                return SystemColumns.Count + i;
        }

        return -1;
    }

    /// <summary>The table's columns, in its order.</summary>
    internal ReadOnlySpan<StreamField> TableColumns =>
        Misfits is null ? Fields.AsSpan(SystemColumns.Count) : Fields.AsSpan(SystemColumns.Count..^1);

    private string Required(string key) =>
        Arrow.Metadata is { } metadata && metadata.TryGetValue(key, out var value)
            ? value
            : throw new CdcProtocolException(
                $"The Arrow Schema has no metadata {key}; check that the server runs the wal2arrow that belongs to "
                + "this version of Sabot.Cdc.");

    private StreamField[] LayOut()
    {
        var nodes = 0;
        var buffers = 0;
        var fields = new StreamField[Arrow.FieldsList.Count];
        for (var i = 0; i < fields.Length; i++)
        {
            fields[i] = new StreamField(Arrow.FieldsList[i], nodes, buffers);
            ArrowLayout.Count(fields[i].Type, ref nodes, ref buffers);
        }

        NodeCount = nodes;
        BufferCount = buffers;
        return fields;
    }

    private void CheckSystemColumns()
    {
        for (var i = 0; i < SystemColumns.Count; i++)
        {
            var name = SystemColumns.Name(i);
            if (i >= Fields.Length || Fields[i].Name != name)
                throw new CdcProtocolException($"Column {i} of {QualifiedName} in the stream is not {name}.");
            if (!SystemColumns.HasType(i, Fields[i].Type))
            {
                throw new CdcProtocolException(
                    $"Column {name} of {QualifiedName} in the stream has the type {Fields[i].Type.Name}.");
            }
        }
    }

    /// <summary>The last field, if it has the name and is not of the table: then it would have a type there.</summary>
    private StreamField? FindMisfits()
    {
        if (Fields[^1] is not { Name: MisfitText.ColumnName, IsTableColumn: false } last)
            return null;
        // Where the server does not know the encoding of its text, it sends bytes.
        if (last.Type.TypeId is not (ArrowTypeId.String or ArrowTypeId.Binary))
        {
            throw new CdcProtocolException(
                $"Column {last.Name} of {QualifiedName} in the stream has the type {last.Type.Name}.");
        }

        return last;
    }

    private void CheckNames()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in TableColumns)
        {
            if (!names.Add(field.Name))
                throw new CdcProtocolException($"{QualifiedName} has the column {field.Name} twice in the stream.");
        }
    }

    private string[] ParseKey(string json)
    {
        var key = new List<string>();
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartArray)
                throw new JsonException();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                key.Add(reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new JsonException());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new CdcProtocolException(
                $"The key of {QualifiedName} in the stream is no JSON array of column names: {json}", e);
        }

        return [.. key];
    }
}
