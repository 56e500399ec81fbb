using System.Buffers.Binary;
using Apache.Arrow.Types;
using Sabot.Cdc.Runtime.Tests.Delivery;

namespace Sabot.Cdc.Runtime.Tests.Spill;

/// <summary>Writes the frames of transactions in progress as the plugin does, and wrong ones as it must not.</summary>
internal static class StreamFrames
{
    internal const long CommitTime = 1_764_000_000_000_001;

    /// <summary>
    /// Rows of <c>public.items</c>, whose ids are their ordinals: what is sent before the transaction's end is known.
    /// </summary>
    internal static StreamedTable Items(uint subtransaction, params uint[] sequences) =>
        Items(new string('I', sequences.Length), subtransaction, sequences);

    internal static StreamedTable Items(string operations, uint subtransaction, params uint[] sequences) =>
        InProgress(new StreamedTable(operations, table: "items"), subtransaction, sequences)
            .Column("id", "bigint", Values.Fixed(Int64Type.Default, [.. sequences.Select(number => (long?)number)]));

    internal static StreamedTable Rows(string table, params uint[] sequences) =>
        InProgress(new StreamedTable(new string('I', sequences.Length), table: table), 901, sequences)
            .Column("id", "bigint", Values.Fixed(Int64Type.Default, [.. sequences.Select(number => (long?)number)]));

    internal static StreamedTable InProgress(StreamedTable table, uint subtransaction, params uint[] sequences)
    {
        table.CommitTime = 0;
        table.TransactionId = _ => subtransaction;
        table.Positions = [.. sequences.Select(sequence => new CdcPosition(0, sequence))];
        return table;
    }

    internal static byte[] Schema(StreamedTable table, uint transaction, uint relation = 1, uint generation = 1) =>
        Flagged(MemorySource.OfRelation(table.SchemaFrame(), relation, generation), transaction);

    internal static byte[] Batch(StreamedTable table, uint transaction, uint relation = 1, uint generation = 1) =>
        Flagged(MemorySource.OfRelation(table.BatchFrame(), relation, generation), transaction);

    internal static byte[] Commit(uint transaction, ulong end, params (uint First, uint Last)[] rolledBack)
    {
        var body = new byte[8 + 8 * rolledBack.Length];
        BinaryPrimitives.WriteInt64LittleEndian(body, CommitTime);
        for (var i = 0; i < rolledBack.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(8 + 8 * i), rolledBack[i].First);
            BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(12 + 8 * i), rolledBack[i].Last);
        }

        var frame = FrameBytes.Frame(FrameKind.StreamCommit, rolledBack.Length, body, transaction, generation: 0);
        BinaryPrimitives.WriteUInt64LittleEndian(frame.AsSpan(16), end);
        return frame;
    }

    internal static byte[] Abort(uint transaction, uint subtransaction) =>
        FrameBytes.Frame(FrameKind.StreamAbort, 0, [], transaction, subtransaction);

    private static byte[] Flagged(byte[] frame, uint transaction)
    {
        frame[5] = 1;
        BinaryPrimitives.WriteUInt64LittleEndian(frame.AsSpan(16), transaction);
        return frame;
    }
}
