namespace Sabot.Cdc;

/// <summary>One connection that delivers payloads, from the start of its stream to its end.</summary>
internal interface ISession : IAsyncDisposable
{
    /// <summary>What the slot had confirmed when the session began.</summary>
    ulong ConfirmedLsn { get; }

    /// <summary>The greatest position of this session that the slot is known to have confirmed.</summary>
    ulong LastConfirmedLsn { get; }

    /// <summary>The history of the server.</summary>
    CdcTimeline Timeline { get; }

    /// <summary>
    /// Where the server was promoted since the session before; positions of that one behind it are none of this server.
    /// Null when there was no promotion, or no session before, or the server was streamed from when it was promoted.
    /// </summary>
    ulong? Fork { get; }

    /// <summary>The greatest WAL position the server has mentioned.</summary>
    ulong ServerLsn { get; }

    /// <summary>
    /// Why the last payload was not taken, though the connection is in order: it is malformed, or does not fit the
    /// compiled tables. Nothing is received after it.
    /// </summary>
    CdcException? Refusal { get; }

    /// <summary>
    /// Receives until the session is stopped, refuses a payload, or fails; the task faults only with a
    /// <see cref="CdcException"/>.
    /// </summary>
    Task ReceiveAsync(IPayloadRouter router);

    /// <summary>
    /// From now on <paramref name="position"/> may be reported as flushed; a lesser one changes nothing.
    /// </summary>
    void Acknowledge(ulong position);

    /// <summary>
    /// Ends receiving: a payload that is being handed out is handed out completely, and none after it.
    /// </summary>
    Task StopReceivingAsync();

    /// <summary>Reports the last acknowledged position and waits until the slot shows it.</summary>
    /// <exception cref="CdcConnectionException">The server did not take it.</exception>
    Task ConfirmAsync(CancellationToken cancellationToken);
}
