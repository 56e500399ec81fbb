namespace Sabot.Cdc;

/// <summary>The changes of several tables, in the order in which they were committed, across tables.</summary>
/// <remarks>
/// <para>
/// Match each change by its type: <c>switch (change) { case UsersChange user: … }</c>. The changes of one TRUNCATE of
/// several tables come one after the other and share a position.
/// </para>
/// <para>
/// What <see cref="CdcStream{TChange, TBatch}"/> says of a table's changes holds here: a change is done, and its view
/// ends, when the enumerator moves past it; it is acknowledged with the other changes that came with it. An
/// enumeration that ended early is resumed by another one at the first change that was not done. One enumerator at a
/// time may be in use.
/// </para>
/// </remarks>
public sealed class CdcChangeStream : IAsyncEnumerable<ICdcChange>
{
    private readonly Subscription _subscription;
    private readonly ChangeSources _sources;
    private readonly CommitOrder _order = new();

    internal CdcChangeStream(Subscription subscription, ChangeSources sources)
    {
        _subscription = subscription;
        _sources = sources;
    }

    /// <summary>
    /// Starts the session if this is the client's first enumeration, and yields changes until it ends.
    /// </summary>
    /// <param name="cancellationToken">Ends the enumeration with an <see cref="OperationCanceledException"/>.</param>
    public IAsyncEnumerator<ICdcChange> GetAsyncEnumerator(CancellationToken cancellationToken = default)
        => new MergedChangeEnumerator(_subscription, _order, _sources, cancellationToken);

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
