using Apache.Arrow;
using Apache.Arrow.Types;
using Sabot.Cdc.Runtime.Tests.Arrow;

namespace Sabot.Cdc.Runtime.Tests;

/// <summary>A batch without its first rows, as code that is compiled and as Apache.Arrow sees it.</summary>
public class BatchTrimmerTests
{
    private const string Operations = "OUIDIIIIIIITUOUIIIII";

    [Fact]
    public void What_is_left_are_the_values_of_every_type_that_the_last_rows_have()
    {
        var streamed = UsersTable.Streamed(Operations);
        using var whole = streamed.Decode(UsersTable.Compiled).ToRecordBatch();
        for (var removed = 1; removed < Operations.Length; removed++)
        {
            var batch = Trim(streamed, removed);
            EveryValue.Read(batch);
            using var rest = batch.ToRecordBatch();
            Assert.Equal(Operations.Length - removed, rest.Length);
            for (var column = 0; column < whole.ColumnCount; column++)
            {
                for (var row = 0; row < rest.Length; row++)
                    Assert.Equal(Text(whole.Column(column), row + removed), Text(rest.Column(column), row));
                Assert.Equal(
                    Enumerable.Range(0, rest.Length).Count(row => rest.Column(column).IsNull(row)),
                    rest.Column(column).NullCount);
            }

            batch.Release();
        }
    }

    [Fact]
    public void Rows_up_to_the_mark_are_counted_and_a_truncate_at_it_only_if_it_is_not_to_be_repeated()
    {
        CdcPosition[] positions = [new(100, 0), new(100, 0), new(100, 7), new(200, 0), new(200, 1)];
        var streamed = new StreamedTable("OUITD") { Positions = positions }
            .Column("id", "bigint", Values.Fixed<long>(Int64Type.Default, 1, 2, 3, null, 5));
        Assert.Equal(0, Count(new CdcPosition(99, uint.MaxValue)));
        Assert.Equal(2, Count(new CdcPosition(100, 0)));
        Assert.Equal(3, Count(new CdcPosition(100, uint.MaxValue)));
        Assert.Equal(4, Count(new CdcPosition(200, 0)));
        Assert.Equal(3, Count(new CdcPosition(200, 0), repeatsTruncate: true));
        Assert.Equal(5, Count(new CdcPosition(200, 1), repeatsTruncate: true));

        int Count(CdcPosition mark, bool repeatsTruncate = false)
        {
            var (bytes, frame) = Frame(streamed);
            return BatchTrimmer.CountUpTo(new ResumeMark(mark, repeatsTruncate), bytes, frame, streamed.Parse());
        }
    }

    [Fact]
    public void A_malformed_batch_is_a_protocol_error_and_nothing_else()
    {
        const int Seed = 20261125;
        var random = new Random(Seed);
        var streamed = UsersTable.Streamed(Operations);
        var schema = streamed.Parse();
        var refused = 0;
        for (var i = 0; i < 3_000; i++)
        {
            var (bytes, frame) = Frame(streamed);
            for (var mutations = random.Next(1, 4); mutations > 0; mutations--)
                bytes[random.Next(FrameReader.HeaderLength, Math.Min(bytes.Length, 3_000))] = (byte)random.Next(256);
            try
            {
                BatchTrimmer.CountUpTo(new ResumeMark(new CdcPosition(1, 1), false), bytes, frame, schema);
                BatchTrimmer.RemoveFirst(random.Next(1, Operations.Length), bytes, frame, schema);
            }
            catch (CdcProtocolException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 100, 2_900);
    }

    private static (byte[] Bytes, Frame Frame) Frame(StreamedTable streamed)
    {
        var bytes = streamed.BatchFrame();
        var reader = new FrameReader(bytes);
        Assert.True(reader.TryRead(out var frame));
        return (bytes, frame);
    }

    private static CdcBatch Trim(StreamedTable streamed, int rows)
    {
        var (bytes, frame) = Frame(streamed);
        var payload = FrameBytes.ToPayload(bytes);
        var trimmed = BatchTrimmer.RemoveFirst(rows, payload.Span, frame, streamed.Parse());
        var binding = TableBinding.Bind(UsersTable.Compiled, streamed.Parse(), 1);
        var operations = Operations[rows..];
        try
        {
            return CdcBatch.Decode(binding, payload, trimmed);
        }
        finally
        {
            Assert.Equal(operations.Length, trimmed.Rows);
            payload.Release();
        }
    }

    private static string Text(IArrowArray array, int row) => array.IsNull(row) ? "null" : array switch
    {
        StringArray text => text.GetString(row),
        BinaryArray binary => Convert.ToHexString(binary.GetBytes(row)),
        BooleanArray bits => $"{bits.GetValue(row)}",
        ListArray list => $"[{Join(list.GetSlicedValues(row))}]",
        StructArray record => $"({string.Join(",", record.Fields.Select(field => Text(field, row)))})",
        _ => Fixed(array, row),
    };

    private static string Join(IArrowArray elements) =>
        string.Join(",", Enumerable.Range(0, elements.Length).Select(i => Text(elements, i)));

    private static string Fixed(IArrowArray array, int row)
    {
        var width = ((FixedWidthType)array.Data.DataType).BitWidth / 8;
        return Convert.ToHexString(array.Data.Buffers[1].Span.Slice((array.Data.Offset + row) * width, width));
    }
}
