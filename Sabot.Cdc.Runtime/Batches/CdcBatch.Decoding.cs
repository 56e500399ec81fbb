namespace Sabot.Cdc;

/// <content>
/// Finds and checks the columns of a batch frame. After that every value of every row is known to lie inside the
/// payload. Columns that the compiled table does not know are skipped unseen.
/// </content>
public sealed partial class CdcBatch
{
    private void Read(Payload payload, in Frame frame)
    {
        try
        {
            ReadColumns(payload, frame);
        }
        catch (CdcProtocolException e)
        {
            Invalidate();
            _binding.ReturnBatch(this);
            throw Malformed(payload, frame, e);
        }
    }

    private CdcProtocolException Malformed(Payload payload, in Frame frame, CdcProtocolException cause) =>
        new(
            $"Malformed batch of {_binding.Table.QualifiedName} at {CdcPosition.FormatLsn(frame.Position)}, "
            + $"byte {frame.BodyOffset} of a payload of {payload.Length}: {cause.Message}",
            cause);

    private void ReadColumns(Payload payload, in Frame frame)
    {
        var message = RecordBatchMessage.Parse(payload.Span, frame, _binding.Schema);
        _bytes = payload.Array;
        _frame = frame;
        _count = frame.Rows;

        _operations = SystemColumn(message, SystemColumns.Operation, sizeof(byte));
        _transactionIds = SystemColumn(message, SystemColumns.TransactionId, sizeof(uint));
        _lsns = SystemColumn(message, SystemColumns.Lsn, sizeof(ulong));
        _commitTimes = SystemColumn(message, SystemColumns.CommitTime, sizeof(long));
        _sequences = SystemColumn(message, SystemColumns.Sequence, sizeof(uint));
        var unchanged = _binding.Schema.Fields[SystemColumns.Unchanged];
        ReadVariable(message, unchanged.Node, unchanged.Buffer, ref _unchanged);
        if (_binding.Misfits is { } misfits)
            ReadVariable(message, misfits.Node, misfits.Buffer, ref _misfits);
        RowOperation.Check(_bytes.AsSpan(_operations, _count));

        var bound = _binding.Columns;
        var columns = _columns;
        for (var i = 0; i < columns.Length; i++)
        {
            ref readonly var column = ref bound[i];
            ref var buffers = ref columns[i];
            if (column.Type is CdcType.Text or CdcType.Binary)
                ReadVariable(message, column.Node, column.Buffer, ref buffers);
            else
                ReadFixed(message, column.Node, column.Buffer, ColumnTypes.Width(column.Type), ref buffers);
        }
    }

    private int SystemColumn(in RecordBatchMessage message, int index, int width)
    {
        var field = _binding.Schema.Fields[index];
        ColumnBuffers buffers = default;
        ReadFixed(message, field.Node, field.Buffer, width, ref buffers);
        if (buffers.NullCount != 0)
            ThrowNulls(field.Name);
        return buffers.Values;
    }

    /// <summary>A column of values of the same width; width 0 is one bit each.</summary>
    private static void ReadFixed(
        in RecordBatchMessage message, int node, int buffer, int width, ref ColumnBuffers buffers)
    {
        ReadValidity(message, node, buffer, ref buffers);
        var (offset, length) = message.Buffer(buffer + 1);
        var needed = width == 0 ? Bitmap(message.Rows) : (long)message.Rows * width;
        if (length < needed)
            ThrowShort(buffer + 1, length, needed);
        buffers.Values = offset;
    }

    /// <summary>A text or binary column: offsets, and the bytes they point into.</summary>
    private void ReadVariable(in RecordBatchMessage message, int node, int buffer, ref ColumnBuffers buffers)
    {
        ReadValidity(message, node, buffer, ref buffers);
        var (offset, length) = message.Buffer(buffer + 1);
        var needed = ((long)message.Rows + 1) * sizeof(int);
        if (length < needed)
            ThrowShort(buffer + 1, length, needed);
        buffers.Values = offset;
        (buffers.Bytes, buffers.BytesLength) = message.Buffer(buffer + 2);

        var offsets = ArrowOffsets.Read<int>(_bytes.AsSpan(offset, length), message.Rows);
        if (!ArrowOffsets.AreValid(offsets, buffers.BytesLength))
            ThrowOffsets(buffer + 1);
    }

    private static void ReadValidity(in RecordBatchMessage message, int node, int buffer, ref ColumnBuffers buffers)
    {
        var (values, nullCount) = message.Node(node);
        if (values != message.Rows)
            ThrowValues(node, values, message.Rows);
        var (offset, length) = message.Buffer(buffer);
        if (nullCount != 0 && length < Bitmap(message.Rows))
            ThrowShort(buffer, length, Bitmap(message.Rows));
        buffers.Validity = nullCount == 0 ? -1 : offset;
        buffers.NullCount = nullCount;
    }

    private static long Bitmap(int rows) => ((long)rows + 7) / 8;

    private static void ThrowOffsets(int buffer) =>
        ArrowErrors.Throw($"The offsets in buffer {buffer} do not ascend within buffer {buffer + 1}.");

    private static void ThrowValues(int node, int values, int rows) =>
        ArrowErrors.Throw($"Node {node} has {values} values in a batch of {rows} rows.");

    private static void ThrowNulls(string column) => ArrowErrors.Throw($"Column {column} has nulls.");

    private static void ThrowShort(int buffer, int length, long needed) =>
        ArrowErrors.Throw($"Buffer {buffer} of the Arrow RecordBatch has {length} bytes, but {needed} are needed.");
}
