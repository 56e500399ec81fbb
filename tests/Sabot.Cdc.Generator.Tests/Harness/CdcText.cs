using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Generator.Tests.Harness;

/// <summary>The .cdc files that tests start from.</summary>
internal static class CdcText
{
    public const string Users = """
        format 1
        table public.users
        identity default
        key id
        column avatar bytea
        column balance numeric(12,2)
        column email text not null
        column id bigint not null
        removed nickname text

        """;

    public static string Print(string table, SchemaIdentity identity, string[] key, SchemaColumn[] columns, params SchemaTombstone[] removed) =>
        SchemaPrinter.Print(new SchemaTable("public", table, identity, key, columns, removed));

    public static MemoryText File(string? text, string path = "Cdc/public.users.cdc") => new(path, text);
}
