namespace Sabot.Cdc;

/// <summary>
/// What one message has brought of one transaction in progress: its batch frames as they came, and of which
/// subtransactions their rows are.
/// </summary>
internal sealed class SpillRecord
{
    /// <summary>Rows of more subtransactions than these stay in the file until its end.</summary>
    private const int MostSubtransactions = 16;

    private readonly List<ReadOnlyMemory<byte>> _frames = [];
    private readonly List<uint> _subtransactions = [];

    /// <summary>The number of the transaction; 0 while the record is empty.</summary>
    internal uint Transaction { get; private set; }

    internal bool IsEmpty => _frames.Count == 0;

    internal IReadOnlyList<ReadOnlyMemory<byte>> Frames => _frames;

    /// <summary>Empty when they are too many to be remembered.</summary>
    internal uint[] Subtransactions => _subtransactions.Count > MostSubtransactions ? [] : [.. _subtransactions];

    /// <summary>Adds a batch frame; its memory is the payload's.</summary>
    /// <exception cref="CdcProtocolException">Its metadata is malformed.</exception>
    internal void Add(Payload payload, in Frame frame, StreamSchema schema)
    {
        Transaction = (uint)frame.Position;
        var start = frame.BodyOffset - FrameReader.HeaderLength;
        _frames.Add(payload.Array.AsMemory(start, FrameReader.HeaderLength + frame.BodyLength));
        ReadOnlySpan<uint> rows = SystemColumnSpans.Find(payload.Span, frame, schema).TransactionIds;
        while (!rows.IsEmpty && _subtransactions.Count <= MostSubtransactions)
        {
            if (!_subtransactions.Contains(rows[0]))
                _subtransactions.Add(rows[0]);
            var next = rows.IndexOfAnyExcept(rows[0]);
            rows = next < 0 ? [] : rows[next..];
        }
    }

    internal void Clear()
    {
        Transaction = 0;
        _frames.Clear();
        _subtransactions.Clear();
    }
}
