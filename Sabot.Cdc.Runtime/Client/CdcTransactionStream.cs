namespace Sabot.Cdc;

/// <summary>
/// The transactions that changed some of several tables, in the order in which they were committed.
/// </summary>
/// <remarks>
/// <para>
/// A transaction is done, and is acknowledged with the others that came with it, when the enumerator moves past it.
/// When an enumeration ended within a transaction (break, an exception, cancellation), another one begins with that
/// transaction, from its first change. Of a transaction that came in several payloads the first part is gone by then:
/// that enumeration throws a <see cref="CdcIncompleteTransactionException"/>, and a new client gets all of it again.
/// </para>
/// <para>
/// One enumerator at a time may be in use. An enumeration throws the typed <see cref="CdcException"/> with which the
/// session failed; it ends normally when <see cref="CdcClient.StopAsync"/> was called and every transaction that had
/// arrived completely was delivered.
/// </para>
/// </remarks>
public sealed class CdcTransactionStream : IAsyncEnumerable<CdcTransaction>
{
    private readonly Subscription _subscription;
    private readonly ChangeSources _sources;
    private readonly TransactionPlace _place = new();

    internal CdcTransactionStream(Subscription subscription, ChangeSources sources)
    {
        _subscription = subscription;
        _sources = sources;
    }

    /// <summary>
    /// Starts the session if this is the client's first enumeration, and yields transactions until it ends.
    /// </summary>
    /// <param name="cancellationToken">Ends the enumeration with an <see cref="OperationCanceledException"/>.</param>
    public IAsyncEnumerator<CdcTransaction> GetAsyncEnumerator(CancellationToken cancellationToken = default)
        => new TransactionReader(_subscription, _place, _sources, cancellationToken);

    /// <summary>
    /// Everything of this stream up to and with <paramref name="position"/> is done and may be acknowledged to the
    /// server; only with <see cref="CdcAcknowledgement.Manual"/>. Changes that the enumerator has not reached are not
    /// acknowledged by it before the enumerator has moved past them. An earlier position changes nothing.
    /// </summary>
    /// <param name="position">The position of the last change that is done.</param>
    /// <returns>Completed when that is noted; the server is told with the next report.</returns>
    /// <exception cref="InvalidOperationException">
    /// <see cref="CdcOptions.Acknowledgement"/> is not <see cref="CdcAcknowledgement.Manual"/>.
    /// </exception>
    public ValueTask AcknowledgeAsync(CdcPosition position)
    {
        _subscription.Acknowledge(position);
        return ValueTask.CompletedTask;
    }
}
