namespace Sabot.Cdc;

/// <summary>
/// What PostgreSQL logs of the old row of an update or delete (<c>ALTER TABLE … REPLICA IDENTITY</c>).
/// </summary>
public enum CdcReplicaIdentity
{
    /// <summary>The primary key's columns, and only if the update changed them.</summary>
    Default,

    /// <summary>The columns of a chosen unique index, and only if the update changed them.</summary>
    Index,

    /// <summary>The whole old row, always.</summary>
    Full,

    /// <summary>Nothing: updates and deletes do not say which row they touched.</summary>
    Nothing,
}
