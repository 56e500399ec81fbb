using System.Globalization;
using Sabot.Cdc.Faults.Load;

namespace Sabot.Cdc.Faults.Consuming;

/// <summary>A line of the consumer's ledger, and how long the ledger was with it.</summary>
/// <param name="Kind">S a client begins, C a change was handled, A was acknowledged by hand (of a table, or * for all), P is done without a change, T positions are of another history, E ended with an error.</param>
internal sealed record LedgerLine(
    char Kind,
    long End,
    string Table = "",
    CdcPosition Position = default,
    char Operation = default,
    long Id = 0,
    long Version = 0,
    string Value = "")
{
    public ChangeKey Key => new(Table, Operation, Id, Version);

    public static LedgerLine Parse(string text, long end)
    {
        var parts = text.Split(' ');
        return parts[0] switch
        {
            "S" => new LedgerLine('S', end),
            "T" => new LedgerLine('T', end, Value: parts[1]),
            "E" => new LedgerLine('E', end, Value: parts[1]),
            "A" => new LedgerLine('A', end, parts[1], PositionOf(parts[2], parts[3])),
            "P" => new LedgerLine('P', end, Position: PositionOf(parts[1], parts[2])),
            "C" => new LedgerLine(
                'C', end, parts[1], PositionOf(parts[2], parts[3]), parts[4][0], Number(parts[5]), Number(parts[6]), parts[7]),
            _ => throw new FormatException($"The ledger has a line '{text}'."),
        };
    }

    private static CdcPosition PositionOf(string lsn, string sequence) =>
        new(ulong.Parse(lsn, CultureInfo.InvariantCulture), uint.Parse(sequence, CultureInfo.InvariantCulture));

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
