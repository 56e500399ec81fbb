namespace Sabot.Cdc;

/// <summary>The server as one client sees it: opens its sessions, one after the other, and says how its slot fares.
/// </summary>
internal interface ISessionSource
{
    /// <summary>
    /// Prepares the server and connects. The first session creates what is missing if the options say so; every later
    /// one refuses a slot that is not where this client has left it.
    /// </summary>
    /// <param name="tables">What to stream.</param>
    /// <param name="resume">Where the client is.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="CdcException">It did not work; a <see cref="CdcConnectionException"/> may go away by itself.
    /// </exception>
    Task<ISession> OpenAsync(SubscribedTables tables, ResumePoint resume, CancellationToken cancellationToken);

    /// <summary>Asks the server about the slot, beside any session; null when it has none of that name.</summary>
    /// <exception cref="CdcException">It could not be asked.</exception>
    Task<SlotReport?> ReadSlotAsync(CancellationToken cancellationToken);
}
