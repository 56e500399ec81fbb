namespace Sabot.Cdc;

/// <summary>Where a stream of transactions is; it outlives the enumerators, as the subscription does.</summary>
internal sealed class TransactionPlace
{
    public CommitOrder Order { get; } = new();

    /// <summary>The end LSN of the transaction that the consumer is in; 0 between transactions.</summary>
    public ulong Lsn { get; private set; }

    /// <summary>Whether its first change is still in memory, so that it can be read again from its beginning.</summary>
    public bool HoldsFirst { get; set; }

    /// <summary>Whether the consumer is done with it, whatever is left of it.</summary>
    public bool IsLeft { get; private set; }

    /// <summary>Whether some of its changes were given out.</summary>
    public bool IsRead { get; set; }

    public void Enter(ulong lsn)
    {
        Lsn = lsn;
        HoldsFirst = true;
        IsLeft = false;
        IsRead = false;
    }

    public void Leave() => IsLeft = true;

    public void Forget() => Lsn = 0;

    /// <summary>Goes back to the first change, which must be held.</summary>
    public void Restart()
    {
        Order.MoveToTransaction(Lsn);
        IsRead = false;
    }
}
