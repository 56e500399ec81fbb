namespace Sabot.Cdc.Tool.Catalog;

/// <summary>What is asked of pg_catalog. All of it is readable by every user unless somebody revoked that.</summary>
internal static class CatalogQueries
{
    /// <summary>
    /// Settings that the texts of the answers depend on: format_type leaves out a schema that is in the search path, and
    /// the files must not depend on a user's or database's setting.
    /// </summary>
    public const string Settings = "SET TRANSACTION READ ONLY; SET LOCAL search_path = pg_catalog; SET LOCAL quote_all_identifiers = off";

    public const string Schemas = "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'";

    /// <summary>
    /// Tables and their identity. An index counts as PostgreSQL's logical decoding counts it: valid, and not deferrable.
    /// </summary>
    public const string Tables =
        """
        SELECT c.oid, n.nspname, c.relname, c.relpersistence = 'p', c.relreplident, key.columns, obj_description(c.oid, 'pg_class')
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN LATERAL (
            SELECT array_agg(a.attname::text ORDER BY k.position) AS columns
            FROM pg_index i
            CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, position)
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
            WHERE i.indrelid = c.oid AND i.indisvalid AND i.indimmediate AND k.position <= i.indnkeyatts
            AND CASE c.relreplident WHEN 'i' THEN i.indisreplident WHEN 'n' THEN false ELSE i.indisprimary END
        ) key ON true
        WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        """;

    /// <summary>
    /// Columns of tables and attributes of composites. A NOT NULL that was added as NOT VALID (PostgreSQL 18) says
    /// nothing about the rows that were there before.
    /// </summary>
    public const string Columns =
        """
        SELECT a.attrelid, a.attname, a.atttypid, a.atttypmod, a.attnotnull,
            NOT EXISTS (
                SELECT FROM pg_constraint k
                WHERE k.conrelid = a.attrelid AND k.contype = 'n' AND k.conkey = ARRAY[a.attnum] AND NOT k.convalidated),
            a.attgenerated::text, col_description(a.attrelid, a.attnum)
        FROM pg_attribute a
        WHERE a.attrelid = ANY ($1) AND a.attnum > 0 AND NOT a.attisdropped
        """;

    /// <summary>
    /// The types of the relations' columns, and those that these are made of. An array is told by its element type
    /// naming it: <c>int2vector</c> has an element type too, and is none.
    /// </summary>
    public const string Types =
        """
        WITH RECURSIVE reached (oid) AS (
            SELECT a.atttypid FROM pg_attribute a WHERE a.attrelid = ANY ($1) AND a.attnum > 0 AND NOT a.attisdropped
            UNION
            SELECT part.oid
            FROM reached
            JOIN pg_type t ON t.oid = reached.oid
            CROSS JOIN LATERAL (
                SELECT t.typbasetype WHERE t.typtype = 'd'
                UNION ALL
                SELECT e.oid FROM pg_type e WHERE e.oid = t.typelem AND e.typarray = t.oid
                UNION ALL
                SELECT a.atttypid FROM pg_attribute a
                WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
            ) part (oid)
        )
        SELECT t.oid, n.nspname, t.typname, t.typtype, t.typbasetype, t.typtypmod, t.typrelid,
            CASE WHEN EXISTS (SELECT FROM pg_type e WHERE e.oid = t.typelem AND e.typarray = t.oid) THEN t.typelem ELSE 0 END,
            COALESCE(obj_description(t.oid, 'pg_type'), obj_description(t.typrelid, 'pg_class'))
        FROM reached
        JOIN pg_type t ON t.oid = reached.oid
        JOIN pg_namespace n ON n.oid = t.typnamespace
        """;

    public const string Labels = "SELECT enumtypid, enumlabel FROM pg_enum WHERE enumtypid = ANY ($1) ORDER BY enumsortorder";

    public const string TypeTexts = "SELECT t.oid, t.modifier, format_type(t.oid, t.modifier) FROM unnest($1, $2) AS t (oid, modifier)";
}
