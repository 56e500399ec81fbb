using System.Buffers.Binary;
using Sabot.Cdc.Runtime.Tests.Arrow;

namespace Sabot.Cdc.Runtime.Tests.Spill;

public class BatchCompactorTests
{
    private const int Rows = 40;

    private static readonly StreamedTable Streamed = UsersTable.Streamed(new string('I', Rows));
    private static readonly TableBinding Binding =
        TableBinding.Bind(UsersTable.Compiled, Streamed.Parse(), FrameBytes.Position);

    [Fact]
    public void Rows_that_stay_have_all_their_values_in_columns_of_every_type()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var source = Streamed.BatchFrame();
        var before = Lines(source);
        for (var round = 0; round < 200; round++)
        {
            var density = random.NextDouble();
            var stay = Enumerable.Range(0, Rows).Where(_ => random.NextDouble() < density).ToArray();
            if (stay.Length == 0)
                continue;
            var after = Lines(Compact(source, stay));
            Assert.True(stay.Select(row => before[row]).SequenceEqual(after), $"Seed {seed}, rows {string.Join(' ', stay)}");
        }
    }

    [Fact]
    public void Spans_hold_nothing_of_the_rows_that_went()
    {
        var batch = Decode(Compact(Streamed.BatchFrame(), [4, 5, 36]));
        Assert.Equal(3, batch.Count);
        Assert.Equal([104, 105, 136], batch.GetInt64Column(UsersTable.Id).ToArray());
        Assert.Equal(1, batch.GetValidity(UsersTable.Email).NullCount);
        Assert.Equal([4, 5, 36], batch.Sequences.ToArray().Select(number => (int)number));
        // As many scores as the row's number in even rows.
        var scores = batch.GetArrayColumn(UsersTable.Scores);
        Assert.Equal(40, scores.Offsets[^1]);
        Assert.Equal(40, scores.Elements.Count);
        batch.Release();
    }

    [Fact]
    public void A_batch_that_is_changed_at_random_is_refused_or_stays_within_its_payload()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var source = Streamed.BatchFrame();
        for (var i = 0; i < 20_000; i++)
        {
            var changed = (byte[])source.Clone();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
                changed[random.Next(FrameReader.HeaderLength, changed.Length)] = (byte)random.Next(256);
            try
            {
                var batch = Decode(Compact(changed, [0, 1, 2, 17, 39]));
                EveryValue.Read(batch);
                EveryValue.Read(batch.ToRecordBatch());
                batch.Release();
            }
            catch (CdcProtocolException)
            {
            }
            catch (Exception e)
            {
                Assert.Fail($"Seed {seed}, case {i}: {e}");
            }
        }
    }

    private static byte[] Compact(byte[] source, int[] stay)
    {
        var kept = new RowRuns();
        foreach (var row in stay)
            kept.Add(row, 1);
        // Behind another frame, as batches mostly are.
        byte[] copy = [.. FrameBytes.Progress(), .. source];
        var reader = new FrameReader(source);
        Assert.True(reader.TryRead(out var frame));
        BatchCompactor.Compact(source, frame, copy, FrameReader.HeaderLength, Binding.Schema, kept);
        var compacted = copy[FrameReader.HeaderLength..];
        BinaryPrimitives.WriteInt32LittleEndian(compacted.AsSpan(24), kept.Count);
        return compacted;
    }

    private static CdcBatch Decode(byte[] frameBytes)
    {
        var payload = FrameBytes.ToPayload(frameBytes);
        try
        {
            var reader = new FrameReader(payload.Span);
            Assert.True(reader.TryRead(out var frame));
            return CdcBatch.Decode(Binding, payload, frame);
        }
        finally
        {
            payload.Release();
        }
    }

    /// <summary>Everything in each row, as Apache.Arrow reads it.</summary>
    private static List<string> Lines(byte[] frameBytes)
    {
        var batch = Decode(frameBytes);
        var record = batch.ToRecordBatch();
        batch.Release();
        return
        [
            .. Enumerable.Range(0, record.Length)
                .Select(row => string.Join(" | ", record.Arrays.Select(array => ArrowText.Of(array, row)))),
        ];
    }
}
