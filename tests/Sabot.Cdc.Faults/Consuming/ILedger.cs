namespace Sabot.Cdc.Faults.Consuming;

/// <summary>What the consumer has written down over all its lives, in its own order.</summary>
internal interface ILedger
{
    /// <summary>How much there is by now; every line says how much there was with it.</summary>
    Task<long> LengthAsync();

    Task<List<LedgerLine>> ReadAsync();
}
