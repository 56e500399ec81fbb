namespace Sabot.Cdc;

/// <summary>What can be wrong with a replication slot; docs/delivery.md says what to do about each.</summary>
public enum CdcSlotProblem
{
    /// <summary>It exists, but is of another kind, plugin, database, or without what the options ask for.</summary>
    Unsuitable,

    /// <summary>
    /// It does not exist: at the start with <see cref="CdcOptions.CreateSlot"/> off, or no longer at a reconnect.
    /// </summary>
    Missing,

    /// <summary>Another connection streams from it.</summary>
    InUse,

    /// <summary>The server has given it up: it cannot be streamed from any more, and changes in it are lost.</summary>
    Invalidated,

    /// <summary>WAL that it needs is gone from the server, though the slot is not marked as invalidated.</summary>
    WalRemoved,

    /// <summary>
    /// Somebody else has moved it, or made it anew, while this client was reconnecting: changes were skipped.
    /// </summary>
    Moved,

    /// <summary>It was temporary and ended with its connection; what was not delivered is lost.</summary>
    Temporary,
}
