using System.Text;
using Apache.Arrow;

namespace Sabot.Cdc;

/// <summary>Turns the Schema table of an Arrow message into Apache.Arrow fields and metadata.</summary>
// Implementation note: offsets lead forward, so there are no cycles, but tables and strings may be shared, and a
// few hundred bytes of shared tables unfold to any size. So everything that is read is paid for from an allowance
// in proportion to the message; honest schemas share little and stay far below it.
internal ref struct ArrowSchemaParser
{
    private const int DeepestNesting = 32;
    private const int AllowancePerByte = 16;
    private const int CostOfTable = 64;

    private long _allowance;

    private ArrowSchemaParser(int metadataLength) => _allowance = (long)metadataLength * AllowancePerByte;

    internal static Schema Parse(ReadOnlySpan<byte> frameBody)
    {
        var message = ArrowMessage.Open(frameBody, ArrowMessageKind.Schema);
        if (message.BodyLength != 0)
            ArrowErrors.Throw($"The Arrow Schema message has a body of {message.BodyLength} bytes.");
        if (message.Header.GetInt16(0) != 0)
            ArrowErrors.Throw("The Arrow Schema is big-endian; protocol 1 is little-endian.");

        var parser = new ArrowSchemaParser(message.MetadataLength);
        var fields = parser.Fields(message.Header.GetVector(1, sizeof(uint)), depth: 0);
        return new Schema(fields, parser.Metadata(message.Header.GetVector(2, sizeof(uint))));
    }

    private Field[] Fields(FlatVector tables, int depth)
    {
        if (depth > DeepestNesting)
            ArrowErrors.Throw($"The Arrow Schema nests types more than {DeepestNesting} deep.");
        if (tables.Count == 0)
            return [];

        Pay((long)tables.Count * CostOfTable);
        var fields = new Field[tables.Count];
        for (var i = 0; i < fields.Length; i++)
        {
            var table = tables.GetTable(i);
            var name = Text(table.GetString(0));
            var children = Fields(table.GetVector(5, sizeof(uint)), depth + 1);
            var type = ArrowTypeParser.Parse(table, name, children);
            fields[i] = new Field(
                name, type, table.GetBoolean(1), Metadata(table.GetVector(6, sizeof(uint))));
        }

        return fields;
    }

    private Dictionary<string, string> Metadata(FlatVector pairs)
    {
        Pay((long)pairs.Count * CostOfTable);
        var metadata = new Dictionary<string, string>(pairs.Count, StringComparer.Ordinal);
        for (var i = 0; i < pairs.Count; i++)
        {
            var pair = pairs.GetTable(i);
            var key = Text(pair.GetString(0));
            if (!metadata.TryAdd(key, Text(pair.GetString(1))))
                ArrowErrors.Throw($"The Arrow Schema has the metadata key {key} twice.");
        }

        return metadata;
    }

    private string Text(ReadOnlySpan<byte> utf8)
    {
        Pay(utf8.Length);
        return Encoding.UTF8.GetString(utf8);
    }

    private void Pay(long cost)
    {
        _allowance -= cost;
        if (_allowance < 0)
            ArrowErrors.Throw("The Arrow Schema unfolds to many times its own size.");
    }
}
