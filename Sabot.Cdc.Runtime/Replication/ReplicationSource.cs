using Microsoft.Extensions.Logging;

namespace Sabot.Cdc;

/// <summary>Opens replication sessions of one slot, knows what they have to have in common, and asks about the slot.
/// </summary>
internal sealed class ReplicationSource(CdcOptions options, ILogger logger) : ISessionSource
{
    private readonly SlotHistory _history = new();

    public async Task<ISession> OpenAsync(
        SubscribedTables tables, ResumePoint resume, CancellationToken cancellationToken) =>
        await ReplicationSession
            .OpenAsync(options, tables, _history, resume, logger, cancellationToken)
            .ConfigureAwait(false);

    public Task<SlotReport?> ReadSlotAsync(CancellationToken cancellationToken) =>
        SlotReport.ReadAsync(options, cancellationToken);
}
