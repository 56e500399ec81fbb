namespace Sabot.Cdc;

/// <summary>The exceptions of binding: table, column, both types, LSN, and what to do.</summary>
internal static class DriftErrors
{
    private const string Remedy = "Run dotnet sabot-cdc scaffold and rebuild.";

    internal static CdcSchemaDriftException Missing(CdcTable table, CdcColumn column, ulong lsn) =>
        new(
            $"{table.QualifiedName}.{column.Name}, compiled as {column.PostgresType}, is gone from the stream at "
            + $"{CdcPosition.FormatLsn(lsn)}: it was dropped or renamed. {Remedy}",
            table.QualifiedName,
            column.Name,
            column.PostgresType,
            streamed: null,
            lsn);

    internal static CdcSchemaDriftException Retyped(CdcTable table, CdcColumn column, string streamed, ulong lsn) =>
        new(
            $"{table.QualifiedName}.{column.Name}, compiled as {column.PostgresType}, is {streamed} in the stream at "
            + $"{CdcPosition.FormatLsn(lsn)}. {Remedy}",
            table.QualifiedName,
            column.Name,
            column.PostgresType,
            streamed,
            lsn);

    /// <summary>The type is the compiled one, but the plugin sends it as what the generator did not expect.</summary>
    internal static CdcSchemaDriftException Represented(
        CdcTable table, CdcColumn column, StreamField field, ulong lsn) =>
        new(
            $"{table.QualifiedName}.{column.Name}, {column.PostgresType}, was compiled as {column.Type}, but is sent "
            + $"as Arrow's {field.Type.Name} at {CdcPosition.FormatLsn(lsn)}. Rebuild with the Sabot.Cdc.Generator of the "
            + "version of the server's wal2arrow; where the database's encoding is SQL_ASCII, text cannot be streamed.",
            table.QualifiedName,
            column.Name,
            column.PostgresType,
            field.PostgresType,
            lsn);

    internal static CdcSchemaDriftException Identity(CdcTable table, StreamSchema streamed, ulong lsn) =>
        new(
            $"{table.QualifiedName} was compiled for REPLICA IDENTITY FULL, but at {CdcPosition.FormatLsn(lsn)} the "
            + $"stream has {Name(streamed.Identity)}, so old rows are incomplete. "
            + $"Run ALTER TABLE {table.QualifiedName} REPLICA IDENTITY FULL, or scaffold and rebuild.",
            table.QualifiedName,
            column: null,
            Name(table.Identity),
            Name(streamed.Identity),
            lsn);

    internal static CdcSchemaDriftException Key(CdcTable table, string column, StreamSchema streamed, ulong lsn) =>
        new(
            $"{table.QualifiedName}.{column} is a key column of the compiled table, but at "
            + $"{CdcPosition.FormatLsn(lsn)} the stream's replica identity {Name(streamed.Identity)} "
            + $"has the key ({string.Join(", ", streamed.Key)}). {Remedy}",
            table.QualifiedName,
            column,
            $"{Name(table.Identity)} ({string.Join(", ", table.Key.ToArray())})",
            $"{Name(streamed.Identity)} ({string.Join(", ", streamed.Key)})",
            lsn);

    private static string Name(CdcReplicaIdentity identity) => identity switch
    {
        CdcReplicaIdentity.Default => "DEFAULT",
        CdcReplicaIdentity.Index => "USING INDEX",
        CdcReplicaIdentity.Full => "FULL",
        _ => "NOTHING",
    };
}
