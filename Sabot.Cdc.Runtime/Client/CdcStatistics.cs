namespace Sabot.Cdc;

/// <summary>What a <see cref="CdcClient"/> has received, delivered and acknowledged so far; a snapshot.</summary>
/// <param name="ReceivedLsn">The last position up to which everything was received; 0 before the first.</param>
/// <param name="AcknowledgedLsn">The position up to which every change is finished; 0 before the first.</param>
/// <param name="ServerLsn">The greatest WAL position that the server has mentioned; 0 before the first.</param>
/// <param name="ChangesReceived">Changes received, each counted once however many streams deliver it.</param>
/// <param name="ChangesDelivered">Changes in finished batches, summed over all streams.</param>
/// <param name="BytesReceived">Bytes of the payloads received.</param>
/// <param name="PayloadsReceived">Payloads received.</param>
public readonly record struct CdcStatistics(
    ulong ReceivedLsn,
    ulong AcknowledgedLsn,
    ulong ServerLsn,
    long ChangesReceived,
    long ChangesDelivered,
    long BytesReceived,
    long PayloadsReceived)
{
    /// <summary>
    /// Bytes of WAL that the server has told of and that are not acknowledged: what the slot holds back, counted from
    /// where the slot was before the first acknowledgement. 0 before the first connection.
    /// </summary>
    public ulong LagBytes
    {
        get
        {
            var finished = Math.Max(AcknowledgedLsn, ConfirmedLsn);
            return finished == 0 || ServerLsn < finished ? 0 : ServerLsn - finished;
        }
    }

    /// <summary>What the slot was known to have confirmed; 0 before the first session.</summary>
    internal ulong ConfirmedLsn { get; init; }
}
