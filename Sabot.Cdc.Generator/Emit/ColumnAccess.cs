using System;
using Sabot.Cdc.Generator.Model;
using Sabot.Cdc.Naming;
using static Sabot.Cdc.Generator.Emit.GeneratedFile;

namespace Sabot.Cdc.Generator.Emit;

/// <summary>How each kind of column is read: its C# types and the runtime's accessors.</summary>
internal static class ColumnAccess
{
    /// <summary>PostgreSQL's timestamps go a little further than a long of microseconds does.</summary>
    private const string TimestampRange =
        "; <c>long.MaxValue</c> is infinity, <c>long.MinValue</c> -infinity, and any other value below "
        + "-210866803200000000 stands for itself plus 2^64 - 2";

    /// <summary>The natural C# type of a value.</summary>
    public static string ValueType(ValueModel value) => value.Kind switch
    {
        ColumnKind.Enum => value.TypeName!,
        ColumnKind.Array => $"{Runtime}.CdcArray<{ElementType(value.Element!)}>",
        ColumnKind.Composite => value.TypeName + "View",
        _ => ValueType(value.Kind),
    };

    /// <summary>The C# type of an array's element, which may always be null.</summary>
    public static string ElementType(ValueModel element) =>
        element.Kind == ColumnKind.Binary ? "byte[]?" : ValueType(element) + "?";

    /// <summary>What reads the elements of an array.</summary>
    public static string ElementReader(ValueModel element) => element.Kind switch
    {
        ColumnKind.Enum => $"{Runtime}.CdcElements.Custom<{element.TypeName}, {element.TypeName}Labels.Reader>()",
        ColumnKind.Array => $"{Runtime}.CdcElements.ArrayOf({ElementReader(element.Element!)})",
        ColumnKind.Composite => $"{element.TypeName}View._element",
        var kind => $"{Runtime}.CdcElements.{kind}",
    };

    /// <summary>The row accessor of a value, without <c>Get</c>.</summary>
    public static string ValueAccessor(ColumnKind kind) => kind == ColumnKind.Text ? "String" : kind.ToString();

    /// <summary>The type of a value as it was sent.</summary>
    public static string RawType(ColumnKind kind, bool isNullable) => kind switch
    {
        _ when PostgresType.IsSentAsTextWhereItExceeds(kind) => "string?",
        _ => NumberType(kind) + (isNullable ? "?" : ""),
    };

    /// <summary>The row accessor of a value as it was sent.</summary>
    public static string RawAccessor(ColumnKind kind, bool isNullable) => kind switch
    {
        ColumnKind.Interval => "GetIntervalRaw",
        _ when PostgresType.IsSentAsTextWhereItExceeds(kind) => "GetMisfitText",
        ColumnKind.TimestampTz => RawAccessor(ColumnKind.Timestamp, isNullable),
        _ => $"Get{(isNullable ? "Nullable" : "")}{kind}Raw",
    };

    /// <summary>The type of a whole column.</summary>
    public static string ColumnType(ColumnKind kind) => kind switch
    {
        ColumnKind.Boolean => Runtime + ".CdcBitColumn",
        ColumnKind.Text or ColumnKind.Binary or ColumnKind.Enum => Runtime + ".CdcBinaryColumn",
        ColumnKind.Uuid or ColumnKind.Interval or ColumnKind.Array or ColumnKind.Composite =>
            $"{Runtime}.Cdc{kind}Column",
        _ when PostgresType.ExceedsItsProperty(kind) => $"global::System.ReadOnlySpan<{NumberType(kind)}>",
        _ => $"global::System.ReadOnlySpan<{ValueType(kind)}>",
    };

    /// <summary>The batch accessor of a whole column, without <c>Get</c> and <c>Column</c>.</summary>
    public static string ColumnAccessor(ColumnKind kind) => kind switch
    {
        ColumnKind.Text or ColumnKind.Enum => "Binary",
        ColumnKind.TimestampTz => "Timestamp",
        _ => kind.ToString(),
    };

    /// <summary>How the runtime calls a kind: an enum's labels are text.</summary>
    public static string RuntimeType(ColumnKind kind) =>
        $"{Runtime}.CdcType.{(kind == ColumnKind.Enum ? ColumnKind.Text : kind)}";

    /// <summary>What the number that is sent for a value means.</summary>
    public static string NumberMeaning(ColumnKind kind) => kind switch
    {
        ColumnKind.Date => "days since 1970-01-01; <c>int.MaxValue</c> is infinity, <c>int.MinValue</c> -infinity",
        ColumnKind.Time => "microseconds since midnight; 86400000000 is 24:00:00",
        ColumnKind.Timestamp => "microseconds since 1970-01-01T00:00:00" + TimestampRange,
        ColumnKind.TimestampTz => "microseconds since 1970-01-01T00:00:00Z" + TimestampRange,
        ColumnKind.Decimal => "the unscaled number; <c>Int128.MinValue</c> is NaN",
        _ => throw Unknown(kind),
    };

    /// <summary>What the natural property cannot return, or null if it returns everything.</summary>
    public static string? NotHeld(ColumnKind kind) => kind switch
    {
        ColumnKind.Date or ColumnKind.Timestamp or ColumnKind.TimestampTz => "infinity, a year before 1 or after 9999",
        ColumnKind.Time => "24:00:00",
        ColumnKind.Decimal => "NaN, more than 96 bits or 28 decimal places",
        ColumnKind.Interval => "infinity, a time part of over 292 years",
        ColumnKind.Array => "several dimensions, or one that does not count from 1",
        ColumnKind.Composite => "an array of several dimensions or an interval of over 292 years in it",
        _ => null,
    };

    /// <summary>The natural C# type of a value that no .cdc file of its own describes.</summary>
    private static string ValueType(ColumnKind kind) => kind switch
    {
        ColumnKind.Boolean => "bool",
        ColumnKind.Int16 => "short",
        ColumnKind.Int32 => "int",
        ColumnKind.Int64 => "long",
        ColumnKind.Single => "float",
        ColumnKind.Double => "double",
        ColumnKind.Decimal => "decimal",
        ColumnKind.Text => "string",
        ColumnKind.Binary => "global::System.ReadOnlySpan<byte>",
        ColumnKind.Date => "global::System.DateOnly",
        ColumnKind.Time => "global::System.TimeOnly",
        ColumnKind.Timestamp or ColumnKind.TimestampTz => "global::System.DateTime",
        ColumnKind.Uuid => "global::System.Guid",
        ColumnKind.UInt32 => "uint",
        ColumnKind.Interval => Runtime + ".CdcInterval",
        _ => throw Unknown(kind),
    };

    /// <summary>The number that is sent for a value.</summary>
    private static string NumberType(ColumnKind kind) => kind switch
    {
        ColumnKind.Date => "int",
        ColumnKind.Time or ColumnKind.Timestamp or ColumnKind.TimestampTz => "long",
        ColumnKind.Decimal => "global::System.Int128",
        _ => throw Unknown(kind),
    };

    private static ArgumentOutOfRangeException Unknown(ColumnKind kind) => new(nameof(kind), kind, null);
}
