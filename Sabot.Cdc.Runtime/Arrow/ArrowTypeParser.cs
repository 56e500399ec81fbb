using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Sabot.Cdc;

/// <summary>
/// The type of a field: Arrow's Type union (Schema.fbs) to the Apache.Arrow type. Every type that a column of
/// PostgreSQL can be sent as is known, and the plain nested ones; dictionaries, unions, run-end encoding and view
/// types are not part of protocol 1 and refused by name.
/// </summary>
internal static class ArrowTypeParser
{
    private const int MostDecimalDigits = 76;
    private const int LongestZone = 64;

    internal static IArrowType Parse(FlatTable field, string name, Field[] children)
    {
        var kind = field.GetByte(2);
        var type = field.GetTable(3, $"type of field {name}");
        if (field.Has(4))
            Refuse(name, "is dictionary encoded");
        CheckChildren(kind, name, children);

        return kind switch
        {
            1 => NullType.Default,
            2 => Integer(type.GetInt32(0), type.GetBoolean(1), name),
            3 => Float(type.GetInt16(0), name),
            4 => BinaryType.Default,
            5 => StringType.Default,
            6 => BooleanType.Default,
            7 => Decimal(type.GetInt32(0), type.GetInt32(1), type.GetInt32(2, 128), name),
            8 => type.GetInt16(0, 1) switch
            {
                0 => Date32Type.Default,
                1 => Date64Type.Default,
                var unit => Unknown(name, "date unit", unit),
            },
            9 => Time(type.GetInt16(0, 1), type.GetInt32(1, 32), name),
            10 => new TimestampType(Unit(type.GetInt16(0), name), Zone(type.GetString(1), name)),
            11 => type.GetInt16(0) switch
            {
                0 => IntervalType.YearMonth,
                1 => IntervalType.DayTime,
                2 => IntervalType.MonthDayNanosecond,
                var unit => Unknown(name, "interval unit", unit),
            },
            12 => new ListType(children[0]),
            13 => new StructType(children),
            15 => new FixedSizeBinaryType(Width(type.GetInt32(0), name)),
            16 => new FixedSizeListType(children[0], Width(type.GetInt32(0), name)),
            17 => new MapType(Entries(children[0], name), type.GetBoolean(0)),
            18 => DurationType.FromTimeUnit(Unit(type.GetInt16(0, 1), name)),
            19 => LargeBinaryType.Default,
            20 => LargeStringType.Default,
            21 => new LargeListType(children[0]),
            _ => Unknown(name, "type", kind),
        };
    }

    private static void CheckChildren(byte kind, string name, Field[] children)
    {
        switch (kind)
        {
            case 13:
                if (children.Length == 0)
                    Refuse(name, "is a struct without fields, which Apache.Arrow cannot represent");
                return;
            case 12 or 16 or 17 or 21:
                if (children.Length != 1)
                    Refuse(name, $"is a list with {children.Length} children");
                return;
            default:
                if (children.Length != 0)
                    Refuse(name, $"has {children.Length} children, but its type {kind} has none in protocol 1");
                return;
        }
    }

    private static IArrowType Integer(int bits, bool isSigned, string name) => (bits, isSigned) switch
    {
        (8, true) => Int8Type.Default,
        (16, true) => Int16Type.Default,
        (32, true) => Int32Type.Default,
        (64, true) => Int64Type.Default,
        (8, false) => UInt8Type.Default,
        (16, false) => UInt16Type.Default,
        (32, false) => UInt32Type.Default,
        (64, false) => UInt64Type.Default,
        _ => Unknown(name, "integer width", bits),
    };

    private static IArrowType Float(int precision, string name) => precision switch
    {
        0 => HalfFloatType.Default,
        1 => FloatType.Default,
        2 => DoubleType.Default,
        _ => Unknown(name, "float precision", precision),
    };

    private static IArrowType Decimal(int precision, int scale, int bits, string name)
    {
        if (precision is < 1 or > MostDecimalDigits || scale is < -MostDecimalDigits or > MostDecimalDigits)
            Refuse(name, $"is a decimal of {precision} digits and scale {scale}");
        return bits switch
        {
            32 => new Decimal32Type(precision, scale),
            64 => new Decimal64Type(precision, scale),
            128 => new Decimal128Type(precision, scale),
            256 => new Decimal256Type(precision, scale),
            _ => Unknown(name, "decimal width", bits),
        };
    }

    private static IArrowType Time(short unit, int bits, string name) => (Unit(unit, name), bits) switch
    {
        (TimeUnit.Second or TimeUnit.Millisecond, 32) => new Time32Type(Unit(unit, name)),
        (TimeUnit.Microsecond or TimeUnit.Nanosecond, 64) => new Time64Type(Unit(unit, name)),
        _ => Unknown(name, "time width", bits),
    };

    private static TimeUnit Unit(short unit, string name)
    {
        if (unit is < 0 or > 3)
            Unknown(name, "time unit", unit);
        return unit switch
        {
            0 => TimeUnit.Second,
            1 => TimeUnit.Millisecond,
            2 => TimeUnit.Microsecond,
            _ => TimeUnit.Nanosecond,
        };
    }

    private static string? Zone(ReadOnlySpan<byte> utf8, string name)
    {
        if (utf8.Length > LongestZone)
            Refuse(name, $"has a time zone of {utf8.Length} bytes");
        return utf8.IsEmpty ? null : Encoding.UTF8.GetString(utf8);
    }

    private static int Width(int width, string name)
    {
        if (width is < 1 or > int.MaxValue / 8)
            Refuse(name, $"has a fixed size of {width}");
        return width;
    }

    private static Field Entries(Field entries, string name)
    {
        if (entries.DataType is not StructType { Fields.Count: 2 })
            Refuse(name, "is a map whose entries are no pairs");
        return entries;
    }

    private static IArrowType Unknown(string name, string what, int value)
    {
        Refuse(name, $"has the {what} {value}, which protocol 1 does not know");
        return NullType.Default;
    }

    private static void Refuse(string name, string what) =>
        ArrowErrors.Throw($"Field \"{name}\" of the Arrow Schema {what}.");
}
