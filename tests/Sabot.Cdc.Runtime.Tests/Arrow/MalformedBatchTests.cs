using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Apache.Arrow.Types;
using static Sabot.Cdc.Runtime.Tests.UsersTable;

namespace Sabot.Cdc.Runtime.Tests.Arrow;

/// <summary>
/// Whatever bytes arrive, receiving them ends in success or in <see cref="CdcProtocolException"/>, and takes memory
/// in proportion to the payload.
/// </summary>
public class MalformedBatchTests
{
    private const int MemoryPerByte = 64;
    private const int MemoryBase = 1 << 17;

    [Fact]
    public void A_payload_cut_at_any_byte_is_refused_or_whole_frames()
    {
        var payload = Streamed("OUDIT").Payload();
        var refused = 0;
        for (var length = 0; length < payload.Length; length++)
            refused += Receive(payload[..length]) ? 0 : 1;
        Assert.InRange(refused, payload.Length - 3, payload.Length);
    }

    [Fact]
    public void A_frame_whose_message_is_cut_at_any_byte_is_refused()
    {
        var streamed = Streamed("OUDIT");
        foreach (var whole in new[] { streamed.SchemaFrame(), streamed.BatchFrame() })
        {
            var batch = whole[4] == (byte)FrameKind.Batch;
            for (var length = 8; length < whole.Length - 32; length += 8)
            {
                var cut = FrameBytes.Frame((FrameKind)whole[4], batch ? 5 : 0, whole[32..(32 + length)]);
                Assert.False(Receive(batch ? FrameBytes.Concat(streamed.SchemaFrame(), cut) : cut), $"at {length}");
            }
        }
    }

    [Theory]
    [InlineData(0x01)]
    [InlineData(0x80)]
    [InlineData(0xFF)]
    public void Any_byte_may_be_flipped(byte mask)
    {
        var payload = Streamed("OUDIT").Payload();
        var refused = 0;
        for (var i = 0; i < payload.Length; i++)
        {
            payload[i] ^= mask;
            refused += Receive(payload) ? 0 : 1;
            payload[i] ^= mask;
        }

        Assert.InRange(refused, 100, payload.Length);
    }

    [Fact]
    public void Any_number_may_be_replaced_by_an_extreme_one()
    {
        int[] extremes = [int.MinValue, -1, 0, 1, 7, 8, int.MaxValue, 1 << 24];
        var payload = Streamed("OUDIT").Payload();
        for (var i = 0; i + 4 <= payload.Length; i += 4)
        {
            var kept = BinaryPrimitives.ReadInt32LittleEndian(payload.AsSpan(i));
            foreach (var extreme in extremes)
            {
                BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(i), extreme);
                Receive(payload);
            }

            BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(i), kept);
        }
    }

    [Fact]
    public void Random_mutations_are_survived()
    {
        var seed = Environment.GetEnvironmentVariable("SABOT_TEST_SEED") is { } text
            ? int.Parse(text)
            : Environment.TickCount;
        var random = new Random(seed);
        var original = Streamed("OUDIT").Payload();
        for (var round = 0; round < 20_000; round++)
        {
            var payload = original.ToArray();
            for (var mutations = random.Next(1, 6); mutations > 0; mutations--)
                Mutate(payload, random);
            try
            {
                Receive(payload);
            }
            catch (Exception e)
            {
                Assert.Fail($"SABOT_TEST_SEED={seed}, round {round}: {e}");
            }
        }
    }

    [Theory]
    [InlineData("IOI", "next row is not its update")]
    [InlineData("IUO", "next row is not its update")]
    [InlineData("OOU", "next row is not its update")]
    [InlineData("IXI", "unknown operation 0x58")]
    public void Operations_that_make_no_sense_are_refused(string operations, string named)
    {
        var error = Assert.Throws<CdcProtocolException>(() => Streamed(operations).Decode(Compiled));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.Contains("public.users at 0/16B3748", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Offsets_that_descend_anywhere_are_refused()
    {
        var texts = Enumerable.Range(0, 67).Select(i => (string?)$"text{i:D3}").ToArray();
        var streamed = new StreamedTable(new string('I', texts.Length)).Column("email", "text", Values.Text(texts));
        var table = new CdcTable(
            "public", "users", CdcReplicaIdentity.Nothing, [], [new CdcColumn("email", CdcType.Text, "text", false)]);
        var binding = TableBinding.Bind(table, streamed.Parse(), 1);
        var frame = streamed.BatchFrame();
        var ascending = MemoryMarshal.AsBytes<int>([.. Enumerable.Range(0, texts.Length + 1).Select(i => i * 7)]);
        var at = frame.AsSpan().IndexOf(ascending);
        for (var i = 0; i <= texts.Length; i++)
        {
            foreach (var wrong in new[] { -1, 1_000_000 })
            {
                var payload = FrameBytes.ToPayload(frame);
                BinaryPrimitives.WriteInt32LittleEndian(payload.Span[(at + i * 4)..], wrong);
                var reader = new FrameReader(payload.Span);
                Assert.True(reader.TryRead(out var read));
                Assert.Throws<CdcProtocolException>(() => CdcBatch.Decode(binding, payload, read));
                payload.Release();
            }
        }
    }

    [Fact]
    public void A_batch_of_another_generation_is_refused()
    {
        var binding = TableBinding.Bind(
            new CdcTable("public", "users", CdcReplicaIdentity.Nothing, [], []), Streamed().Parse(), 1);
        var other = new StreamedTable("I").Column("id", "bigint", Values.Fixed<long>(Int64Type.Default, 1));
        var error = Assert.Throws<CdcProtocolException>(() => other.Decode(binding));
        Assert.Contains("its schema needs", error.Message, StringComparison.Ordinal);
    }

    private static void Mutate(byte[] payload, Random random)
    {
        var at = random.Next(payload.Length);
        switch (random.Next(5))
        {
            case 0:
                payload[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                payload[at] = (byte)random.Next(256);
                break;
            case 2:
                random.NextBytes(payload.AsSpan(at, Math.Min(random.Next(1, 9), payload.Length - at)));
                break;
            case 3:
                payload.AsSpan(at, Math.Min(random.Next(1, 33), payload.Length - at)).Clear();
                break;
            default:
                var from = random.Next(payload.Length);
                var length = Math.Min(random.Next(1, 65), payload.Length - Math.Max(at, from));
                payload.AsSpan(from, length).CopyTo(payload.AsSpan(at));
                break;
        }
    }

    /// <summary>Receives, decodes and reads everything; false when the payload was refused.</summary>
    private static bool Receive(byte[] bytes)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var payload = FrameBytes.ToPayload(bytes);
        try
        {
            ReadFrames(payload);
            return true;
        }
        catch (Exception e) when (e is CdcProtocolException or CdcSchemaDriftException)
        {
            return false;
        }
        finally
        {
            payload.Release();
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.InRange(allocated, 0, MemoryBase + (long)MemoryPerByte * bytes.Length);
        }
    }

    private static void ReadFrames(Payload payload)
    {
        TableBinding? binding = null;
        var reader = new FrameReader(payload.Span);
        while (reader.TryRead(out var frame))
        {
            if (frame.Kind == FrameKind.Schema)
            {
                var schema = StreamSchema.Parse(payload.Span.Slice(frame.BodyOffset, frame.BodyLength));
                binding = TableBinding.Bind(Compiled, schema, frame.Position);
            }
            else if (frame.Kind == FrameKind.Batch && binding is not null)
            {
                var batch = CdcBatch.Decode(binding, payload, frame);
                try
                {
                    EveryValue.Read(batch);
                    EveryValue.Read(batch.ToRecordBatch());
                }
                finally
                {
                    batch.Release();
                }
            }
        }
    }
}
