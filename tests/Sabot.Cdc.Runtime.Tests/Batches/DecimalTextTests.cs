using System.Globalization;
using Apache.Arrow.Types;

namespace Sabot.Cdc.Runtime.Tests.Batches;

public class DecimalTextTests
{
    [Theory]
    [InlineData("0", 0, "0")]
    [InlineData("0", 3, "0.000")]
    [InlineData("-5", 2, "-0.05")]
    [InlineData("12345", 2, "123.45")]
    [InlineData("99999999999999999999999999999999999999", 0, "99999999999999999999999999999999999999")]
    [InlineData("-99999999999999999999999999999999999999", 38, "-0.99999999999999999999999999999999999999")]
    [InlineData("12345678901234567890123456789012345678", 10, "1234567890123456789012345678.9012345678")]
    [InlineData("-170141183460469231731687303715884105728", 4, "NaN")]
    public void A_decimal_is_printed_exactly_also_where_decimal_cannot_hold_it(string unscaled, int scale, string text)
    {
        var table = new CdcTable(
            "public",
            "users",
            CdcReplicaIdentity.Nothing,
            [],
            [new CdcColumn("n", CdcType.Decimal, "numeric", true)]);
        var number = Int128.Parse(unscaled, CultureInfo.InvariantCulture);
        var batch = new StreamedTable("II")
            .Column("n", "numeric", Values.Fixed(new Decimal128Type(38, scale), number, (Int128?)null))
            .Decode(table);

        Assert.Equal(text, new CdcRowView(batch, 0).GetDecimalText(0));
        Assert.Equal(text, new CdcRowView(batch, 0).GetNullableDecimalText(0));
        Assert.Null(new CdcRowView(batch, 1).GetNullableDecimalText(0));
        batch.Release();
    }
}
