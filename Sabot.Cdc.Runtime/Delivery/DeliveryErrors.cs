namespace Sabot.Cdc;

/// <summary>The sentences of delivery's exceptions.</summary>
internal static class DeliveryErrors
{
    public static InvalidOperationException EnumeratedTwice(SubscriptionScope scope) => new(
        $"The stream of {scope} is already being enumerated; dispose that enumerator first, "
        + "or register a second stream before the start.");

    public static InvalidOperationException AlreadyStarted(SubscriptionScope scope) => new(
        $"The stream of {scope} was asked for after the session had started; ask the client for every "
        + "stream before the first one is enumerated, and enumerate the same stream object again to resume it.");

    public static ObjectDisposedException Disposed() => new(
        nameof(CdcClient),
        "The CdcClient was disposed before this stream had delivered everything; "
        + "await StopAsync first to let its streams end normally.");

    public static InvalidOperationException NotManual() => new(
        "Changes of this client are acknowledged when the enumerator moves past them; set CdcOptions.Acknowledgement "
        + "to Manual to acknowledge them by position.");

    public static InvalidOperationException SecondStreamOfOnePosition(SubscriptionScope scope) => new(
        $"The stream of {scope} is this client's second one, and with SavePosition a client has one: a single stored "
        + "position cannot say how far each of several streams has come. Follow all tables in one stream, with "
        + "Changes() or Transactions().");

    public static CdcPositionException NotSaved(Exception cause) => new(
        $"SavePosition failed ({cause.Message.TrimEnd('.')}), so the server may not be told that the changes before "
        + "are done; make it succeed, and start again with the position that is stored.",
        cause);

    public static CdcSlotException TemporarySlotLost(string slot, Exception cause) => new(
        CdcSlotProblem.Temporary,
        $"The connection was lost, and temporary replication slot {slot} ended with it: changes since then cannot be "
        + "had any more; use a permanent slot (TemporarySlot = false) to reconnect without a gap, or start again to "
        + "stream from now on.",
        cause);

    public static CdcConnectionException NotConfirmed(string slot, ulong position, Exception? cause) => new(
        $"The server could not be told the acknowledged position {CdcPosition.FormatLsn(position)} of slot {slot}",
        "changes from the position that pg_replication_slots shows are delivered again after the next start",
        cause);

    public static CdcStaleViewException StaleTransaction(ulong lsn) => new(
        $"The enumerator of the stream has moved past transaction {CdcPosition.FormatLsn(lsn)}; "
        + "read a transaction before asking for the next one.");

    public static InvalidOperationException TransactionReadTwice(ulong lsn) => new(
        $"Transaction {CdcPosition.FormatLsn(lsn)} came in several payloads, and its beginning, which was read before, "
        + "is no longer in memory; enumerate it once, or make MaxBatchBytes larger than the transaction.");

    public static InvalidOperationException TransactionReadAtOnce(ulong lsn) => new(
        $"Transaction {CdcPosition.FormatLsn(lsn)} is being read by another enumerator, which was asked for later; "
        + "read it with one at a time.");

    public static CdcIncompleteTransactionException TransactionCut(ulong lsn) => new(
        $"The client was stopped when only a part of transaction {CdcPosition.FormatLsn(lsn)} had arrived; undo what "
        + "was done of it: it was not acknowledged, and comes again as a whole after the next start.",
        lsn);

    public static CdcIncompleteTransactionException TransactionLetGo(ulong lsn) => new(
        $"An enumeration ended within transaction {CdcPosition.FormatLsn(lsn)}, which came in several payloads, and its "
        + "beginning is no longer in memory; make a new client: it was not acknowledged, and comes again as a whole.",
        lsn);

    public static CdcProtocolException ProgressWentBack(ulong stated, ulong position) => new(
        $"The server stated progress {CdcPosition.FormatLsn(position)} after {CdcPosition.FormatLsn(stated)}; "
        + "check that the server's wal2arrow has the version of this client.");

    public static CdcProtocolException UnaskedStream() => new(
        "The server sent a part of a transaction in progress, though streaming was not asked for; "
        + "check that the server's wal2arrow has the version of this client.");

    public static CdcProtocolException UnknownRelation(uint relation, uint generation) => new(
        $"The server sent rows of relation {relation}, generation {generation}, without its schema; "
        + "check that the server's wal2arrow has the version of this client.");
}
