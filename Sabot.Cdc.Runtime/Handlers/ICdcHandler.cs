namespace Sabot.Cdc;

/// <summary>Handles the changes of one table for <see cref="CdcBuilder.AddHandler{THandler, TChange}"/>.</summary>
/// <remarks>
/// <para>
/// The changes of a table come in commit order, one at a time; with <see cref="CdcHandlerOptions.Parallelism"/> above 1
/// those of one key do, and those of different keys at the same time. A change is done when the returned task is, and
/// is acknowledged some time after that. Delivery is at least once: after a crash, changes that were done and not yet
/// acknowledged come again, with the same <see cref="CdcPosition"/>.
/// </para>
/// <para>
/// A change and everything read from it as a span is good until the returned task is done, also after an await inside
/// the handler. What an exception means for the change, <see cref="CdcHandlerOptions"/> says.
/// </para>
/// <para>One handler object serves the whole run of the host. It is disposed at the end, if it can be.</para>
/// </remarks>
/// <typeparam name="TChange">The generated change struct of the table.</typeparam>
public interface ICdcHandler<TChange>
    where TChange : struct, ICdcChange<TChange>
{
    /// <summary>Handles one change.</summary>
    /// <param name="change">The change; good until the returned task is done.</param>
    /// <param name="cancellationToken">
    /// Cancelled when the host's shutdown timeout is over, or the client is disposed: what is not done then is
    /// delivered again after the next start.
    /// </param>
    ValueTask HandleAsync(TChange change, CancellationToken cancellationToken);
}
