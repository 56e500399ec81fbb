using System;
using System.Globalization;

namespace Sabot.Cdc.Generator.Model;

/// <summary>Maps the type text of a .cdc file to the kind of Arrow column that wal2arrow sends for it.</summary>
internal static class PostgresType
{
    /// <summary>The most digits a Decimal128 holds.</summary>
    private const int MaxDecimalPrecision = 38;

    /// <summary>
    /// The kind of a type as <c>format_type</c> prints it; what is not known by name arrives as PostgreSQL's own text.
    /// </summary>
    public static ColumnKind KindOf(string type)
    {
        var (name, modifier) = Split(type);
        return name switch
        {
            "boolean" => ColumnKind.Boolean,
            "smallint" => ColumnKind.Int16,
            "integer" => ColumnKind.Int32,
            "bigint" => ColumnKind.Int64,
            "real" => ColumnKind.Single,
            "double precision" => ColumnKind.Double,
            "numeric" => IsDecimal(modifier) ? ColumnKind.Decimal : ColumnKind.Text,
            "bytea" => ColumnKind.Binary,
            "date" => ColumnKind.Date,
            "time without time zone" => ColumnKind.Time,
            "timestamp without time zone" => ColumnKind.Timestamp,
            "timestamp with time zone" => ColumnKind.TimestampTz,
            "uuid" => ColumnKind.Uuid,
            _ => ColumnKind.Text,
        };
    }

    /// <summary>
    /// Whether a value may be stored out of line (TOAST), and so be missing from the WAL when an update left it alone.
    /// </summary>
    public static bool IsVariableLength(ColumnKind kind) => kind is ColumnKind.Text or ColumnKind.Binary;

    /// <summary>Whether PostgreSQL has values of the kind that its C# type has not, such as infinity.</summary>
    public static bool ExceedsItsCSharpType(ColumnKind kind) => kind is
        ColumnKind.Decimal or ColumnKind.Date or ColumnKind.Time or ColumnKind.Timestamp or ColumnKind.TimestampTz;

    /// <summary>
    /// Takes the type modifier out of the type: it stands behind the first word, as in <c>time(3) without time
    /// zone</c>.
    /// </summary>
    private static (string Name, string Modifier) Split(string type)
    {
        var open = type.IndexOf('(');
        var close = open < 0 ? -1 : type.IndexOf(')', open);
        return close < 0
            ? (type, "")
            : (type.Substring(0, open) + type.Substring(close + 1), type.Substring(open + 1, close - open - 1));
    }

    /// <summary>
    /// A numeric has a Decimal128 of its own precision and scale only if its scale is a part of its digits.
    /// </summary>
    private static bool IsDecimal(string modifier)
    {
        var parts = modifier.Split(',');
        return parts.Length == 2
            && TryParse(parts[0], out var precision) && precision is >= 1 and <= MaxDecimalPrecision
            && TryParse(parts[1], out var scale) && scale >= 0 && scale <= precision;
    }

    private static bool TryParse(string text, out int number) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
}
