namespace Sabot.Cdc.Runtime.Tests.Delivery;

/// <summary>
/// Sessions of a server with the history of a model: each starts at some transaction that is not behind what was
/// acknowledged, and most are lost somewhere; some attempts fail.
/// </summary>
internal sealed class ModelSource(WalModel wal, Random random, Action<ulong> check) : ISessionSource
{
    /// <summary>What the check of an acknowledged position threw first.</summary>
    internal Exception? Failure { get; private set; }

    public Task<ISession> OpenAsync(SubscribedTables tables, ResumePoint resume, CancellationToken cancellationToken)
    {
        if (resume.Received > 0 && random.Next(4) == 0)
            throw ScriptedSource.Lost();

        var restart = (ulong)random.NextInt64((long)resume.Acknowledged + 1) / 100 * 100;
        var payloads = wal.Payloads(restart, random);
        var sent = random.Next(payloads.Count * 3 / 2);
        var session = new ScriptedSession { Acknowledging = Check };
        foreach (var payload in payloads.Take(sent))
            session.Send(payload);
        if (sent < payloads.Count)
            session.Lose();
        return Task.FromResult<ISession>(session);
    }

    public Task<SlotReport?> ReadSlotAsync(CancellationToken cancellationToken) => throw ScriptedSource.Lost();

    private void Check(ulong position)
    {
        try
        {
            check(position);
        }
        catch (Exception e)
        {
            Failure ??= e;
        }
    }
}
