namespace Sabot.Cdc.Schema;

/// <summary>REPLICA IDENTITY of a table: which old values PostgreSQL logs for updates and deletes.</summary>
internal enum SchemaIdentity
{
    /// <summary>The primary key, when it changes or the row is deleted.</summary>
    Default,

    /// <summary>The columns of a chosen unique index, when they change or the row is deleted.</summary>
    Index,

    /// <summary>The whole old row.</summary>
    Full,

    /// <summary>Nothing.</summary>
    Nothing,
}
