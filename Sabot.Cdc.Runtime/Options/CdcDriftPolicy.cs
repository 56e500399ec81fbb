namespace Sabot.Cdc;

/// <summary>
/// What stops when a table in the stream no longer fits the code: a column is missing or has another type, or the
/// replica identity supplies less.
/// </summary>
public enum CdcDriftPolicy
{
    /// <summary>
    /// All streams of the client: what came before is delivered and acknowledged, and then every enumeration throws the
    /// <see cref="CdcSchemaDriftException"/>.
    /// </summary>
    StopAll,

    /// <summary>
    /// The streams that have the table: they deliver what came before and then throw the
    /// <see cref="CdcSchemaDriftException"/>, and the others go on. Nothing from the first row that was not delivered
    /// on is acknowledged any more, by any stream, so that nothing is lost: the server keeps the WAL, and a client with
    /// code for the new schema gets all of it, what the other streams have delivered since then a second time.
    /// </summary>
    StopTable,
}
