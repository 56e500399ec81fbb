namespace Sabot.Cdc;

/// <summary>Opens the sessions of one client, one after the other.</summary>
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
}
