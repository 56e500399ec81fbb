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
}
