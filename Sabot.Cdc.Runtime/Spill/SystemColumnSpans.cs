using System.Runtime.InteropServices;

namespace Sabot.Cdc;

/// <summary>
/// The system columns of a batch frame that identify its rows, in place, to be read and to be written.
/// </summary>
internal readonly ref struct SystemColumnSpans
{
    private SystemColumnSpans(Span<byte> payload, scoped in RecordBatchMessage message, StreamSchema schema)
    {
        TransactionIds = Column<uint>(payload, message, schema, SystemColumns.TransactionId);
        Lsns = Column<ulong>(payload, message, schema, SystemColumns.Lsn);
        CommitTimes = Column<long>(payload, message, schema, SystemColumns.CommitTime);
        Sequences = Column<uint>(payload, message, schema, SystemColumns.Sequence);
    }

    internal Span<uint> TransactionIds { get; }

    internal Span<ulong> Lsns { get; }

    internal Span<long> CommitTimes { get; }

    internal Span<uint> Sequences { get; }

    /// <summary>Finds the columns; each has as many values as the frame has rows.</summary>
    /// <exception cref="CdcProtocolException">The batch is malformed.</exception>
    internal static SystemColumnSpans Find(Span<byte> payload, in Frame frame, StreamSchema schema) =>
        new(payload, RecordBatchMessage.Parse(payload, frame, schema), schema);

    private static Span<T> Column<T>(
        Span<byte> payload, scoped in RecordBatchMessage message, StreamSchema schema, int index)
        where T : unmanaged
    {
        var field = schema.Fields[index];
        var (values, nulls) = message.Node(field.Node);
        var (offset, length) = message.Buffer(field.Buffer + 1);
        var needed = (long)message.Rows * Marshal.SizeOf<T>();
        if (values != message.Rows || nulls != 0 || length < needed)
            ThrowShape(field.Name, values, nulls, length, message.Rows);
        return MemoryMarshal.Cast<byte, T>(payload.Slice(offset, (int)needed));
    }

    private static void ThrowShape(string column, int values, int nulls, int bytes, int rows) => ArrowErrors.Throw(
        $"Column {column} has {values} values, {nulls} of them null, in {bytes} bytes; {rows} values are needed.");
}
