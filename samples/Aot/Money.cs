using System.Globalization;
using Sabot.Cdc;

namespace Aot;

/// <summary>A type of the application's own, which sabot-cdc.json chooses for a column.</summary>
public readonly record struct Money(long Cents)
{
    public override string ToString() => (Cents / 100m).ToString("F2", CultureInfo.InvariantCulture);
}

/// <summary>Reads it: the raw number of a numeric(12,2) counts hundredths.</summary>
public readonly struct MoneyReader : IColumnReader<Money>
{
    public static Money Read(CdcValueView value) => new((long)value.GetDecimalRaw());
}
