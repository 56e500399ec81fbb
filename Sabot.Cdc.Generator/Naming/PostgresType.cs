using System;
using System.Globalization;
using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Naming;

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
            "oid" => ColumnKind.UInt32,
            "interval" => ColumnKind.Interval,
            _ => IsIntervalOfFields(name) ? ColumnKind.Interval : ColumnKind.Text,
        };
    }

    /// <summary>
    /// The kind of a column or attribute; null if its type is one that a .cdc file has to describe and none does.
    /// </summary>
    /// <param name="column">The column.</param>
    /// <param name="describe">Finds the enum or composite of a schema and a name, both unquoted.</param>
    public static ColumnKind? KindOf(SchemaColumn column, Func<string, string, SchemaItem?> describe)
    {
        var type = SchemaTypeName.Of(column.Type);
        if (type.IsArray)
            return ColumnKind.Array;

        return column.IsText ? ColumnKind.Text
            : type.Schema is null ? KindOf(type.Element)
            : describe(type.Schema, type.Name) switch
            {
                SchemaEnum => ColumnKind.Enum,
                SchemaComposite => ColumnKind.Composite,
                _ => null,
            };
    }

    /// <summary>
    /// Whether a value may be stored out of line (TOAST), and so be missing from the WAL when an update left it alone.
    /// </summary>
    public static bool IsVariableLength(ColumnKind kind) => kind is
        ColumnKind.Text or ColumnKind.Binary or ColumnKind.Array or ColumnKind.Composite;

    /// <summary>
    /// Whether PostgreSQL has values of the kind that its natural property cannot return, such as infinity.
    /// </summary>
    public static bool ExceedsItsProperty(ColumnKind kind) => kind is
        ColumnKind.Decimal or ColumnKind.Date or ColumnKind.Time or ColumnKind.Timestamp or ColumnKind.TimestampTz
        or ColumnKind.Interval or ColumnKind.Array or ColumnKind.Composite;

    /// <summary>
    /// Whether a value that its natural property cannot return is sent as PostgreSQL's text next to its column.
    /// </summary>
    public static bool IsSentAsTextWhereItExceeds(ColumnKind kind) =>
        kind is ColumnKind.Interval or ColumnKind.Array or ColumnKind.Composite;

    /// <summary>
    /// An interval of fewer fields (intervaltypmodout in PostgreSQL's timestamp.c), which is no other type: only
    /// values that are stored in it lose what is below its least field.
    /// </summary>
    private static bool IsIntervalOfFields(string name) => name is
        "interval year" or "interval month" or "interval day" or "interval hour" or "interval minute"
        or "interval second" or "interval year to month" or "interval day to hour" or "interval day to minute"
        or "interval day to second" or "interval hour to minute" or "interval hour to second"
        or "interval minute to second";

    /// <summary>
    /// Takes the type modifier out of the type: it stands within it, as in <c>time(3) without time zone</c>, or at its
    /// end, as in <c>interval day to second(3)</c>.
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
