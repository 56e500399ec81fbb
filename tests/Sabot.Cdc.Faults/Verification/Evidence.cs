using Sabot.Cdc.Faults.Consuming;
using Sabot.Cdc.Faults.Load;

namespace Sabot.Cdc.Faults.Verification;

/// <summary>What is known at the end of a schedule, and has to fit together.</summary>
internal sealed record Evidence(Model Model, IReadOnlyList<LedgerLine> Lines)
{
    /// <summary>What the slot had confirmed at some moment, and how long the ledger was after that moment.</summary>
    public required IReadOnlyList<SlotSample> Samples { get; init; }

    /// <summary>What the slot had confirmed when a consumer was started, and how long the ledger was.</summary>
    public required IReadOnlyList<SlotSample> Births { get; init; }

    /// <summary>Tables of which everything has to have arrived; of others what came before whatever arrived.</summary>
    public required IReadOnlySet<string> CompleteTables { get; init; }

    /// <summary>Whether changes of several tables came in one stream, and so in one order.</summary>
    public bool OneStream { get; init; }

    /// <summary>Whether changes were acknowledged by hand, with lines that say so.</summary>
    public bool AcknowledgedByHand { get; init; }

    /// <summary>Whether the consumer stored positions with what it handled, so that nothing may come twice.</summary>
    public bool ExactlyOnce { get; init; }

    /// <summary>Whether a commit waited for the standby, so that no failover takes one back that was answered.</summary>
    public bool CommitsAreSynchronous { get; init; }
}

/// <summary>The slot's confirmed_flush_lsn, and the length of the ledger.</summary>
internal readonly record struct SlotSample(ulong Confirmed, long LedgerLength);
