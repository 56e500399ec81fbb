namespace Sabot.Cdc.Faults.Consuming;

/// <summary>How the consumer says with its exit code why it ended.</summary>
internal enum ConsumerExit
{
    /// <summary>It was told to end, and everything that it had handled is acknowledged.</summary>
    AsTold = 0,

    /// <summary>Something that nobody expected.</summary>
    Unexpected = 1,

    /// <summary>CdcSlotException.</summary>
    Slot = 10,

    /// <summary>CdcSchemaDriftException.</summary>
    Drift = 11,

    /// <summary>CdcConnectionException.</summary>
    Connection = 12,

    /// <summary>CdcPositionException.</summary>
    Position = 13,

    /// <summary>CdcSpillException.</summary>
    Spill = 14,
}
