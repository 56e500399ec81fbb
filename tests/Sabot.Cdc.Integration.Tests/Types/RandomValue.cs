using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Sabot.Cdc.Integration.Tests.Types;

/// <summary>Random values as input for PostgreSQL's types.</summary>
internal static class RandomValue
{
    /// <summary>A number of up to <paramref name="precision"/> digits, of which <paramref name="scale"/> are behind the point.</summary>
    public static string Numeric(Random random, int precision, int scale)
    {
        var length = random.Next(1, precision + 1);
        var digits = new StringBuilder(precision + 1);
        for (var i = 0; i < length; i++)
            digits.Append((char)('0' + random.Next(10)));
        var text = digits.ToString().PadLeft(scale + 1, '0');
        return (random.Next(2) == 0 ? "-" : "") + (scale == 0 ? text : text[..^scale] + "." + text[^scale..]);
    }

    public static string Single(Random random)
    {
        var value = BitConverter.UInt32BitsToSingle((uint)random.NextInt64(1L << 32));
        return float.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "0.1";
    }

    public static string Double(Random random)
    {
        var value = BitConverter.UInt64BitsToDouble((ulong)random.NextInt64(long.MinValue, long.MaxValue));
        return double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "0.1";
    }

    /// <summary>Text of any characters that PostgreSQL takes: all but NUL and halves of surrogate pairs.</summary>
    public static string Text(Random random, int longest)
    {
        var text = new StringBuilder();
        for (var length = random.Next(longest + 1); length > 0; length--)
        {
            var rune = random.Next(4) switch
            {
                0 => random.Next(1, 0x80),
                1 => random.Next(0x80, 0x800),
                2 => random.Next(0x800, 0xD800),
                _ => random.Next(0x1_0000, 0x11_0000),
            };
            text.Append(char.ConvertFromUtf32(rune));
        }

        return text.ToString();
    }

    public static string Binary(Random random, int longest)
    {
        var bytes = new byte[random.Next(longest + 1)];
        random.NextBytes(bytes);
        return PostgresText.Binary(bytes);
    }

    /// <summary>A day of PostgreSQL's calendar, mostly one that C# has too.</summary>
    public static string Date(Random random) =>
        PostgresText.Date(random.Next(3) > 0 ? random.Next(-719_162, 2_932_897) : random.Next(-2_440_588, 2_145_031_949));

    public static string Time(Random random) => PostgresText.Time(random.NextInt64(86_400_000_001));

    /// <summary>A microsecond of PostgreSQL's calendar, mostly one that C# has too.</summary>
    public static string Timestamp(Random random) => PostgresText.Timestamp(random.Next(3) > 0
        ? random.NextInt64(-62_135_596_800_000_000, 253_402_300_800_000_000)
        : random.NextInt64(-210_866_803_200_000_000, long.MaxValue));

    public static string Uuid(Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes).ToString();
    }

    public static string Json(Random random) => random.Next(4) switch
    {
        0 => JsonSerializer.Serialize(Text(random, 20)),
        1 => Double(random),
        2 => $"[ {random.NextInt64()}.50, null,true ]",
        _ => $$"""{"b": {{JsonSerializer.Serialize(Text(random, 10))}},  "a" : [{{random.Next()}}]}""",
    };

    public static string Interval(Random random) => string.Create(CultureInfo.InvariantCulture,
        $"{random.Next(-5000, 5000)} mons {random.Next(-50_000, 50_000)} days {random.NextInt64(-90_000_000_000, 90_000_000_000)} microseconds");

    public static string Array(Random random, Func<string> element)
    {
        var elements = Enumerable.Range(0, random.Next(5)).Select(_ => random.Next(5) == 0 ? "NULL" : element());
        return "{" + string.Join(",", elements) + "}";
    }

    /// <summary>A text in the quotes of arrays and composites.</summary>
    public static string Quoted(string text) =>
        "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";

    /// <summary>A composite of type <c>pair</c>.</summary>
    public static string Pair(Random random) =>
        $"({(random.Next(5) == 0 ? "" : random.Next())},{(random.Next(5) == 0 ? "" : Quoted(Text(random, 10)))})";

    /// <summary>A range between two bounds, of which any can be missing or not belong to it.</summary>
    public static string Range(Random random, string lower, string upper) =>
        $"{"[("[random.Next(2)]}{(random.Next(5) == 0 ? "" : lower)},{(random.Next(5) == 0 ? "" : upper)}{"])"[random.Next(2)]}";

    public static string Bits(Random random, int length) => string.Concat(Enumerable.Range(0, length).Select(_ => random.Next(2)));

    /// <summary>Bytes with colons in between.</summary>
    public static string Hex(Random random, int length) => string.Join(":", Enumerable.Range(0, length).Select(_ => $"{random.Next(256):x2}"));

    /// <summary>Letters that need no quotes anywhere, and are no keyword of a type's input.</summary>
    public static string Word(Random random) => "w" + string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => "abcxyzüé"[random.Next(8)]));

    /// <summary>So many points with commas in between.</summary>
    public static string Points(Random random, int count) =>
        string.Join(",", Enumerable.Range(0, count).Select(_ => $"({Double(random)},{Double(random)})"));

    public static string Hstore(Random random) => string.Join(",", Enumerable.Range(0, random.Next(4)).Select(_ =>
        $"{Quoted(Text(random, 8))}=>{(random.Next(4) == 0 ? "NULL" : Quoted(Text(random, 8)))}"));

    public static string TextVector(Random random) => string.Join(" ", Enumerable.Range(0, random.Next(6)).Select(_ =>
        $"{Word(random)}:{random.Next(1, 16384)}{"ABC"[random.Next(3)]},{random.Next(1, 16384)}"));

    /// <summary>A network: an address whose bits behind the prefix are 0.</summary>
    public static string Network(Random random)
    {
        var bytes = new byte[random.Next(2) == 0 ? 4 : 16];
        random.NextBytes(bytes);
        var prefix = random.Next(bytes.Length * 8 + 1);
        for (var bit = prefix; bit < bytes.Length * 8; bit++)
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        return new IPAddress(bytes) + "/" + prefix.ToString(CultureInfo.InvariantCulture);
    }

    public static string Inet(Random random)
    {
        var bytes = new byte[random.Next(2) == 0 ? 4 : 16];
        random.NextBytes(bytes);
        return new IPAddress(bytes) + "/" + random.Next(bytes.Length * 8 + 1).ToString(CultureInfo.InvariantCulture);
    }
}
