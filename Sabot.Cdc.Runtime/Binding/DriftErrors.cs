using Apache.Arrow.Types;

namespace Sabot.Cdc;

/// <summary>The exceptions of binding: table, column, both types, LSN, and what to do.</summary>
internal static class DriftErrors
{
    private const string Remedy = "Run dotnet sabot-cdc scaffold and rebuild.";

    internal static CdcSchemaDriftException Missing(CdcTable table, int column, ulong lsn) =>
        Create(
            table,
            column,
            null,
            lsn,
            $"compiled as {table.Nested[column].PostgresType}, is gone from the stream at "
            + $"{CdcPosition.FormatLsn(lsn)}: it was dropped or renamed. {Remedy}");

    internal static CdcSchemaDriftException Retyped(CdcTable table, int column, string streamed, ulong lsn) =>
        Create(
            table,
            column,
            streamed,
            lsn,
            $"compiled as {table.Nested[column].PostgresType}, is {streamed} in the stream at "
            + $"{CdcPosition.FormatLsn(lsn)}. {Remedy}");

    /// <summary>The type is the compiled one, but the plugin sends it as what the generator did not expect.</summary>
    internal static CdcSchemaDriftException Represented(CdcTable table, int column, StreamField field, ulong lsn)
    {
        var compiled = table.Nested[column];
        var advice = compiled.Type == CdcType.Text && field.Type is NestedType
            ? "Arrays and composites are no longer sent as text: run dotnet sabot-cdc scaffold and rebuild with the "
                + "Sabot.Cdc.Generator of this version of Sabot.Cdc.Runtime."
            : "Rebuild with the Sabot.Cdc.Generator of the version of the server's wal2arrow; where the database's "
                + "encoding is SQL_ASCII, text cannot be streamed.";
        return Create(
            table,
            column,
            field.PostgresType,
            lsn,
            $"{compiled.PostgresType}, was compiled as {compiled.Type}, but is sent as Arrow's {field.Type.Name} at "
            + $"{CdcPosition.FormatLsn(lsn)}. {advice}");
    }

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

    private static CdcSchemaDriftException Create(
        CdcTable table, int column, string? streamed, ulong lsn, string finding)
    {
        var path = table.Nested.Path(column);
        return new CdcSchemaDriftException(
            $"{table.QualifiedName}.{path}, {finding}",
            table.QualifiedName,
            path,
            table.Nested[column].PostgresType,
            streamed,
            lsn);
    }

    private static string Name(CdcReplicaIdentity identity) => identity switch
    {
        CdcReplicaIdentity.Default => "DEFAULT",
        CdcReplicaIdentity.Index => "USING INDEX",
        CdcReplicaIdentity.Full => "FULL",
        _ => "NOTHING",
    };
}
