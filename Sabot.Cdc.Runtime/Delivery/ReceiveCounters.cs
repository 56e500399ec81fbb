namespace Sabot.Cdc;

/// <summary>What the receive loop counts; it is the only writer, anybody may read.</summary>
internal sealed class ReceiveCounters
{
    private long _payloads;
    private long _bytes;
    private long _changes;
    private ulong _receivedLsn;

    public long Payloads => Volatile.Read(ref _payloads);

    public long Bytes => Volatile.Read(ref _bytes);

    public long Changes => Volatile.Read(ref _changes);

    /// <summary>The last progress position received.</summary>
    public ulong ReceivedLsn
    {
        get => Volatile.Read(ref _receivedLsn);
        set => Volatile.Write(ref _receivedLsn, value);
    }

    public void CountPayload(int bytes)
    {
        Volatile.Write(ref _payloads, _payloads + 1);
        Volatile.Write(ref _bytes, _bytes + bytes);
    }

    public void CountChanges(int changes) => Volatile.Write(ref _changes, _changes + changes);
}
