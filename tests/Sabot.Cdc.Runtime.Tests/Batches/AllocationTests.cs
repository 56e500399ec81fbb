using static Sabot.Cdc.Runtime.Tests.UsersTable;

namespace Sabot.Cdc.Runtime.Tests.Batches;

public class AllocationTests
{
    [Fact]
    public void Decoding_reading_and_releasing_a_batch_allocates_nothing()
    {
        var streamed = Streamed(new string('I', 100));
        var bytes = streamed.Payload();
        var binding = TableBinding.Bind(Compiled, streamed.Parse(), FrameBytes.Position);
        long sum = 0;
        for (var i = 0; i < 200; i++)
            sum += ReceiveAndRead(bytes, binding);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 200; i++)
            sum += ReceiveAndRead(bytes, binding);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
        Assert.NotEqual(0, sum);
    }

    private static long ReceiveAndRead(byte[] bytes, TableBinding binding)
    {
        var payload = FrameBytes.ToPayload(bytes);
        var reader = new FrameReader(payload.Span);
        long sum = 0;
        while (reader.TryRead(out var frame))
        {
            if (frame.Kind == FrameKind.Batch)
                sum += Read(CdcBatch.Decode(binding, payload, frame));
        }

        payload.Release();
        return sum;
    }

    private static long Read(CdcBatch batch)
    {
        long sum = 0;
        for (var i = 0; i < batch.Count; i++)
        {
            var change = new CdcChangeView(batch, i);
            var row = change.Row;
            sum += row.GetInt64(Id) + row.GetNullableUtf8(Email).Length + row.GetNullableBinary(Photo).Length
                + (row.GetNullableInt32(Age) ?? 1) + (row.GetNullableInt16(Level) ?? 1)
                + (long)(row.GetNullableDouble(Score) ?? 1) + (long)(row.GetNullableDecimal(Balance) ?? 1)
                + (row.GetNullableTimestampTz(CreatedAt)?.Ticks ?? 1) + (row.GetNullableDate(Birthday)?.DayNumber ?? 1)
                + (row.GetNullableUInt32(Owner) ?? 1) + (row.GetNullableInterval(Term)?.Days ?? 1)
                + (row.GetIntervalRaw(Term)?.Length ?? 1)
                + (row.GetNullableUuid(Token)?.Version ?? 1) + (row.GetNullableBoolean(Active) == true ? 1 : 0)
                + change.Position.Sequence + change.CommitTime.Ticks
                + ReadNested(row);
        }

        batch.Release();
        return sum;
    }

    private static long ReadNested(CdcRowView row)
    {
        long sum = row.GetNullableComposite(Home)?.GetNullableUtf8(HomeZip).Length ?? 1;
        if (row.GetNullableArray(Scores, CdcElements.Int32) is { } scores)
        {
            foreach (var score in scores)
                sum += score ?? 1;
        }

        if (row.GetNullableArray(Visits, CdcElements.Composite) is { } visits)
        {
            foreach (var visit in visits)
                sum += visit?.GetTimestampTz(VisitAt).Ticks ?? 1;
        }

        return sum;
    }
}
