namespace Sabot.Cdc;

/// <summary>How the changes of one table are handed to their handler, and what happens when it throws.</summary>
public sealed class CdcHandlerOptions
{
    /// <summary>
    /// How many changes may be in the handler at the same time, 1 to 128. Default: 1.
    /// </summary>
    /// <remarks>
    /// The changes of one key are always handled in order, one after the other. Truncates, and updates that change the
    /// key, are handled alone: everything before them is done then, and nothing after them has begun. A table without
    /// a key that old images have is handled one change at a time whatever this says. The changes that arrived together
    /// share the workers, so it helps when changes come faster than they are handled.
    /// </remarks>
    public int Parallelism { get; set; } = 1;

    /// <summary>
    /// How often a change is handed to the handler again after an exception, before <see cref="OnFailure"/> decides;
    /// null for ever. Later changes of its key wait so long (all of the table, with a <see cref="Parallelism"/> of 1).
    /// Default: 0.
    /// </summary>
    public int? RetryAttempts { get; set; } = 0;

    /// <summary>
    /// How long to wait before the first retry, 1 ms to 1 day; each further wait is twice as long. A wait is cut by up
    /// to a half at random, so that many changes do not come back at once. Default: 1 s.
    /// </summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait before a retry, from <see cref="RetryDelay"/> to 1 day. Default: 1 minute.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>What becomes of a change whose retries are used up. Default: <see cref="CdcFailureAction.Stop"/>.
    /// </summary>
    public CdcFailureAction OnFailure { get; set; }

    /// <summary>
    /// The folder for <see cref="CdcFailureAction.Park"/>; it is created when the first change is parked, with a folder
    /// for the slot and one for the table in it. Null when nothing is parked.
    /// </summary>
    public string? ParkFolder { get; set; }
}
