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
        ReadVariable(message, unchanged.Node, unchanged.Buffer, message.Rows, ref _unchanged);
        if (_binding.Misfits is { } misfits)
            ReadVariable(message, misfits.Node, misfits.Buffer, message.Rows, ref _misfits);
        var operations = _bytes.AsSpan(_operations, _count);
        RowOperation.Check(operations);
        _hasOldImages = operations.Contains(RowOperation.OldImage);
        _nullsArePlain = _unchanged.NullCount == _count
            && (_binding.Misfits is null || _misfits.NullCount == _count)
            && !operations.ContainsAnyExcept(RowOperation.Insert, RowOperation.Update);

        var bound = _binding.Columns;
        for (var i = 0; i < _columnCount; i++)
            ReadColumn(message, bound[i], message.Rows, ref Node(i));

        var nested = _nested;
        for (var i = 0; i < nested.Length; i++)
            ReadNested(message, bound[_columnCount + i], ref nested[i]);
    }

    /// <summary>What is nested in a column that has been read, since parents come first.</summary>
    private void ReadNested(in RecordBatchMessage message, in BoundColumn bound, ref ColumnBuffers buffers)
    {
        ref readonly var parent = ref Node(bound.Parent);
        var (values, _) = message.Node(bound.Node);
        var needed = parent.Type == CdcType.Array ? LastOffset(parent) : parent.Count;
        // An array's elements may be more than its offsets use.
        if (parent.Type == CdcType.Array ? values < needed : values != needed)
            ThrowValues(bound.Node, values, needed);
        ReadColumn(message, bound, values, ref buffers);
    }

    private void ReadColumn(in RecordBatchMessage message, in BoundColumn bound, int values, ref ColumnBuffers buffers)
    {
        switch (bound.Type)
        {
            case CdcType.Text or CdcType.Binary:
                ReadVariable(message, bound.Node, bound.Buffer, values, ref buffers);
                break;
            case CdcType.Array:
                ReadValidity(message, bound.Node, bound.Buffer, values, ref buffers);
                ReadOffsets(message, bound.Buffer + 1, int.MaxValue, ref buffers);
                break;
            case CdcType.Composite:
                ReadValidity(message, bound.Node, bound.Buffer, values, ref buffers);
                break;
            default:
                ReadFixed(message, bound.Node, bound.Buffer, values, ColumnTypes.Width(bound.Type), ref buffers);
                break;
        }
    }

    private int SystemColumn(in RecordBatchMessage message, int index, int width)
    {
        var field = _binding.Schema.Fields[index];
        ColumnBuffers buffers = default;
        ReadFixed(message, field.Node, field.Buffer, message.Rows, width, ref buffers);
        if (buffers.NullCount != 0)
            ThrowNulls(field.Name);
        return buffers.Values;
    }

    /// <summary>A column of values of the same width; width 0 is one bit each.</summary>
    private static void ReadFixed(
        in RecordBatchMessage message, int node, int buffer, int values, int width, ref ColumnBuffers buffers)
    {
        ReadValidity(message, node, buffer, values, ref buffers);
        var (offset, length) = message.Buffer(buffer + 1);
        var needed = width == 0 ? Bitmap.Length(values) : (long)values * width;
        if (length < needed)
            ThrowShort(buffer + 1, length, needed);
        buffers.Values = offset;
    }

    /// <summary>A text or binary column: offsets, and the bytes they point into.</summary>
    private void ReadVariable(
        in RecordBatchMessage message, int node, int buffer, int values, ref ColumnBuffers buffers)
    {
        ReadValidity(message, node, buffer, values, ref buffers);
        (buffers.Bytes, buffers.BytesLength) = message.Buffer(buffer + 2);
        ReadOffsets(message, buffer + 1, buffers.BytesLength, ref buffers);
    }

    /// <summary>One offset more than there are values; none are needed when there are no values.</summary>
    private void ReadOffsets(in RecordBatchMessage message, int buffer, int limit, ref ColumnBuffers buffers)
    {
        var (offset, length) = message.Buffer(buffer);
        buffers.Values = offset;
        if (buffers.Count == 0)
            return;
        var needed = ((long)buffers.Count + 1) * sizeof(int);
        if (length < needed)
            ThrowShort(buffer, length, needed);
        var offsets = ArrowOffsets.Read<int>(_bytes.AsSpan(offset, length), buffers.Count);
        if (!ArrowOffsets.AreValid(offsets, limit))
            ThrowOffsets(buffer);
    }

    private static void ReadValidity(
        in RecordBatchMessage message, int node, int buffer, int values, ref ColumnBuffers buffers)
    {
        var (length, nullCount) = message.Node(node);
        if (length != values)
            ThrowValues(node, length, values);
        var (offset, bytes) = message.Buffer(buffer);
        if (nullCount != 0 && bytes < Bitmap.Length(values))
            ThrowShort(buffer, bytes, Bitmap.Length(values));
        buffers.Validity = nullCount == 0 ? 0 : offset;
        buffers.NullCount = nullCount;
        buffers.Count = values;
    }

    /// <summary>How many elements the offsets of an array column need.</summary>
    private int LastOffset(in ColumnBuffers array) =>
        array.Count == 0 ? 0 : At<int>(array.Values + array.Count * sizeof(int));

    private static void ThrowOffsets(int buffer) =>
        ArrowErrors.Throw($"The offsets in buffer {buffer} do not ascend within what they point into.");

    private static void ThrowValues(int node, int values, int needed) =>
        ArrowErrors.Throw($"Node {node} of the Arrow RecordBatch has {values} values, but {needed} are needed.");

    private static void ThrowNulls(string column) => ArrowErrors.Throw($"Column {column} has nulls.");

    private static void ThrowShort(int buffer, int length, long needed) =>
        ArrowErrors.Throw($"Buffer {buffer} of the Arrow RecordBatch has {length} bytes, but {needed} are needed.");
}
