namespace Sabot.Cdc;

/// <summary>What a client knows of its slot and server from its earlier sessions.</summary>
internal sealed class SlotHistory
{
    /// <summary>Whether there was a session: then the slot must be where the client has left it.</summary>
    public bool IsKnown => SystemId is not null;

    /// <summary>Where the slot was before this client acknowledged anything.</summary>
    public ulong FirstConfirmed { get; private set; }

    /// <summary>The process on the server that the last session streamed through.</summary>
    public int WalSenderPid { get; private set; }

    /// <summary>Identifies the cluster, whatever its address; null before the first session.</summary>
    public string? SystemId { get; private set; }

    /// <summary>Counts the promotions of the cluster's servers.</summary>
    public uint Timeline { get; private set; }

    /// <summary>
    /// When the server started, if it was a standby: it may have been promoted while it was streamed from. Null if it
    /// was a primary.
    /// </summary>
    public DateTime? StandbyStart { get; private set; }

    public void Note(ulong confirmed, int walSenderPid, string systemId, uint timeline, ServerFacts server)
    {
        if (!IsKnown)
            FirstConfirmed = confirmed;
        WalSenderPid = walSenderPid;
        SystemId = systemId;
        Timeline = timeline;
        StandbyStart = server.IsStandby ? server.StartTime : null;
    }
}
