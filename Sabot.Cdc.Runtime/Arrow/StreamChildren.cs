using Apache.Arrow.Types;

namespace Sabot.Cdc;

/// <summary>The element of an array, or the attributes of a composite, as the stream has them.</summary>
internal sealed class StreamChildren
{
    private readonly Dictionary<string, StreamField> _byName = new(StringComparer.Ordinal);

    // Implementation note: in a batch, the nodes and buffers of a field are followed by those of its children, one
    // after the other.
    internal StreamChildren(StreamField parent)
    {
        var node = parent.Node + 1;
        var buffer = parent.Buffer + ArrowLayout.OwnBuffers(parent.Type);
        var fields = ((NestedType)parent.Type).Fields;
        Fields = new StreamField[fields.Count];
        for (var i = 0; i < Fields.Length; i++)
        {
            Fields[i] = new StreamField(fields[i], node, buffer);
            ArrowLayout.Count(fields[i].DataType, ref node, ref buffer);
            if (!_byName.TryAdd(Fields[i].Name, Fields[i]))
                ArrowErrors.Throw($"Field \"{parent.Name}\" of the Arrow Schema has the field {Fields[i].Name} twice.");
        }
    }

    /// <summary>In the order of the stream; at least one.</summary>
    internal StreamField[] Fields { get; }

    internal StreamField First => Fields[0];

    internal StreamField? Find(string name) => _byName.GetValueOrDefault(name);
}
