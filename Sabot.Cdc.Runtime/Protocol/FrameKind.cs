namespace Sabot.Cdc;

/// <summary>What a frame of protocol 1 carries.</summary>
internal enum FrameKind : byte
{
    /// <summary>One Arrow Schema message: what a relation looks like from now on.</summary>
    Schema = 1,

    /// <summary>One Arrow RecordBatch message: rows of a relation.</summary>
    Batch = 2,

    /// <summary>No body: every row up to the position has been sent.</summary>
    Progress = 3,

    /// <summary>
    /// A transaction that was sent while it was in progress has committed: its commit time, and the changes of it that
    /// do not count.
    /// </summary>
    StreamCommit = 4,

    /// <summary>No body: a transaction in progress, or a subtransaction of it, was rolled back.</summary>
    StreamAbort = 5,
}
