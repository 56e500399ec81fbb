using System.Buffers.Binary;

namespace Sabot.Cdc;

/// <summary>What the commit of a streamed transaction says of its changes.</summary>
/// <param name="Transaction">The number of the transaction, which all its changes have in the end.</param>
/// <param name="EndLsn">The end of its commit record.</param>
/// <param name="CommitTime">Microseconds since 1970, UTC.</param>
/// <param name="RolledBack">The changes that do not count.</param>
internal sealed record StreamCommit(uint Transaction, ulong EndLsn, long CommitTime, RolledBackChanges RolledBack)
{
    /// <summary>Reads a commit frame.</summary>
    /// <exception cref="CdcProtocolException">It has no position, or its ranges do not ascend.</exception>
    internal static StreamCommit Parse(ReadOnlySpan<byte> payload, in Frame frame)
    {
        var body = payload.Slice(frame.BodyOffset, frame.BodyLength);
        if (frame.Relation == 0)
            throw SpillErrors.NoTransaction(frame.Relation);
        if (frame.Position == 0)
            throw SpillErrors.NoEnd(frame.Relation);
        return new StreamCommit(
            frame.Relation,
            frame.Position,
            BinaryPrimitives.ReadInt64LittleEndian(body),
            RolledBackChanges.Parse(body[sizeof(long)..], frame.Relation));
    }
}
