using Sabot.Cdc;

namespace Shop;

public readonly record struct Money(decimal Amount);

public readonly struct MoneyReader : IColumnReader<Money>
{
    public static Money Read(CdcValueView value) => new(value.GetDecimal());
}
