namespace Sabot.Cdc.Tool.Slots;

/// <summary>A replication slot as pg_replication_slots shows it, with who uses it and how far behind it is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Plugin">The output plugin; null for a physical slot.</param>
/// <param name="Database">The database whose changes it decodes; null for a physical slot.</param>
/// <param name="RestartLsn">Where decoding would begin to read WAL: nothing from here on can be removed.</param>
/// <param name="ConfirmedLsn">What its client has said to be done with.</param>
internal sealed record Slot(string Name, string? Plugin, string? Database, ulong? RestartLsn, ulong? ConfirmedLsn)
{
    public bool IsLogical => Plugin is not null;

    public bool IsTemporary { get; init; }

    /// <summary>The server process that streams from it now; null when nobody does.</summary>
    public int? ActivePid { get; init; }

    /// <summary>That process's application_name, user and address, as far as this role may see them.</summary>
    public string? Client { get; init; }

    /// <summary><c>reserved</c>, <c>extended</c>, <c>unreserved</c> or <c>lost</c>; null before any WAL is reserved.</summary>
    public string? WalStatus { get; init; }

    /// <summary>Bytes of WAL that can still be written before the slot is in danger of losing some; null for no limit.</summary>
    public long? SafeWalSize { get; init; }

    /// <summary>Bytes of WAL that no client has confirmed.</summary>
    public long? LagBytes { get; init; }

    /// <summary>Bytes of WAL that the server keeps for it.</summary>
    public long? RetainedBytes { get; init; }

    public LagTime? LagTime { get; init; }

    /// <summary>Whether prepared transactions come before they are committed.</summary>
    public bool IsTwoPhase { get; init; }

    /// <summary>Whether it is copied to standbys; null before PostgreSQL 17.</summary>
    public bool? IsFailover { get; init; }

    /// <summary>Whether it is a standby's copy of the primary's slot; a temporary one is lost at a promotion.</summary>
    public bool IsSynced { get; init; }

    /// <summary>Since when nobody streams from it; null while somebody does, and before PostgreSQL 17.</summary>
    public DateTime? InactiveSince { get; init; }

    /// <summary>Why it cannot be used any more; null where it can, and where the server does not say.</summary>
    public string? InvalidationReason { get; init; }

    public string Kind => IsTemporary ? "temporary" : IsLogical ? "logical" : "physical";

    /// <summary>Who uses it, in words.</summary>
    public string User => Client is { Length: > 0 } ? $"process {ActivePid} ({Client})" : $"process {ActivePid}";
}
