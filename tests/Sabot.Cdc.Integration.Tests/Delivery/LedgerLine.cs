using System.Globalization;

namespace Sabot.Cdc.Integration.Tests.Delivery;

/// <summary>A change as the client process wrote it down.</summary>
internal readonly record struct LedgerLine(CdcPosition Position, long Id, decimal Amount)
{
    public static LedgerLine Parse(string line)
    {
        var parts = line.Split(' ');
        return new LedgerLine(
            new CdcPosition(ulong.Parse(parts[0], CultureInfo.InvariantCulture), uint.Parse(parts[1], CultureInfo.InvariantCulture)),
            long.Parse(parts[2], CultureInfo.InvariantCulture),
            decimal.Parse(parts[3], CultureInfo.InvariantCulture));
    }
}
