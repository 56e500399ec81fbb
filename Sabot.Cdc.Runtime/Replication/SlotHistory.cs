namespace Sabot.Cdc;

/// <summary>What a client knows of its slot and server from its earlier sessions.</summary>
internal sealed class SlotHistory
{
    /// <summary>Whether there was a session: then the slot must be where the client has left it.</summary>
    public bool IsKnown => Timeline is not null;

    /// <summary>Where the slot was before this client acknowledged anything.</summary>
    public ulong FirstConfirmed { get; private set; }

    /// <summary>The process on the server that the last session streamed through.</summary>
    public int WalSenderPid { get; private set; }

    /// <summary>The history that the last session streamed from; null before the first one.</summary>
    public CdcTimeline? Timeline { get; private set; }

    /// <summary>
    /// When the server started, if it was a standby: it may have been promoted while it was streamed from. Null if it
    /// was a primary.
    /// </summary>
    public DateTime? StandbyStart { get; private set; }

    public void Note(ulong confirmed, int walSenderPid, Cluster cluster, ServerFacts server)
    {
        if (!IsKnown)
            FirstConfirmed = confirmed;
        else if (cluster.Fork < FirstConfirmed)
            FirstConfirmed = cluster.Fork.Value;
        WalSenderPid = walSenderPid;
        Timeline = cluster.Timeline;
        StandbyStart = server.IsStandby ? server.StartTime : null;
    }
}
