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

    public const string Mood = """
        format 1
        enum public.mood
        label sad
        label ok
          csharp Okay
        label "very happy"

        """;

    public const string Address = """
        format 1
        composite public.address
        comment "Where somebody lives."
        attribute floors integer[]
        attribute mood public.mood
        attribute rent numeric(10,2)
        attribute since date
        attribute street text
          comment "With the number."
        attribute zip character varying(10)

        """;

    public const string People = """
        format 1
        table public.people
        comment "People who can log in.\nOne row each: <b>not</b> two."
        identity default
        key id
        column at timestamp with time zone[]
        column balance numeric(12,2)
          comment "in euros"
          csharp Saldo
          reader Shop.Money Shop.MoneyReader
        column email text not null
          domain public.email
        column extra public.hstore
          as text
        column extras public.hstore[]
          as text
        column full_name text
          generated
        column grid integer[]
          domain public.grid
        column home public.address
        column homes public.address[]
        column id bigint not null
          reader Shop.PersonId Shop.PersonIdReader
        column mood public.mood not null
        column moods public.mood[] not null
        column previous_mood public.mood
        column scores integer[] not null
        column tags text[]
        column work public.address not null
        removed last_mood public.mood

        """;

    public const string Own = """
        #pragma warning disable CS1591
        namespace Shop
        {
            public readonly record struct PersonId(long Value);
            public readonly struct PersonIdReader : Sabot.Cdc.IColumnReader<PersonId>
            {
                public static PersonId Read(Sabot.Cdc.CdcValueView value) => new(value.GetInt64());
            }
            public sealed record Money(string Amount);
            public readonly struct MoneyReader : Sabot.Cdc.IColumnReader<Money>
            {
                public static Money Read(Sabot.Cdc.CdcValueView value) => new(value.GetDecimalText());
            }
        }
        """;

    public static string Print(string table, SchemaIdentity identity, string[] key, SchemaColumn[] columns, params SchemaTombstone[] removed) =>
        SchemaPrinter.Print(new SchemaTable("public", table, identity, key, columns, removed));

    public static MemoryText File(string? text, string path = "Cdc/public.users.cdc") => new(path, text);
}
