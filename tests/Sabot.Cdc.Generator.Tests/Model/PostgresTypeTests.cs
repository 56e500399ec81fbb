using Sabot.Cdc.Generator.Model;

namespace Sabot.Cdc.Generator.Tests.Model;

public sealed class PostgresTypeTests
{
    [Theory]
    [InlineData("boolean", "Boolean")]
    [InlineData("smallint", "Int16")]
    [InlineData("integer", "Int32")]
    [InlineData("bigint", "Int64")]
    [InlineData("real", "Single")]
    [InlineData("double precision", "Double")]
    [InlineData("numeric(12,2)", "Decimal")]
    [InlineData("numeric(38,38)", "Decimal")]
    [InlineData("numeric(1,0)", "Decimal")]
    [InlineData("numeric", "Text")]
    [InlineData("numeric(39,0)", "Text")]
    [InlineData("numeric(50,2)", "Text")]
    [InlineData("numeric(5,-2)", "Text")]
    [InlineData("numeric(3,5)", "Text")]
    [InlineData("text", "Text")]
    [InlineData("character varying(20)", "Text")]
    [InlineData("character(3)", "Text")]
    [InlineData("bpchar", "Text")]
    [InlineData("name", "Text")]
    [InlineData("jsonb", "Text")]
    [InlineData("xml", "Text")]
    [InlineData("bytea", "Binary")]
    [InlineData("date", "Date")]
    [InlineData("time without time zone", "Time")]
    [InlineData("time(3) without time zone", "Time")]
    [InlineData("time(3) with time zone", "Text")]
    [InlineData("timestamp without time zone", "Timestamp")]
    [InlineData("timestamp(0) without time zone", "Timestamp")]
    [InlineData("timestamp with time zone", "TimestampTz")]
    [InlineData("timestamp(3) with time zone", "TimestampTz")]
    [InlineData("uuid", "Uuid")]
    [InlineData("interval day to second(2)", "Text")]
    [InlineData("integer[]", "Text")]
    [InlineData("numeric(12,2)[]", "Text")]
    [InlineData("timestamp(3) with time zone[]", "Text")]
    [InlineData("audit.date", "Text")]
    [InlineData("\"char\"", "Text")]
    [InlineData("\"odd)(\"", "Text")]
    public void A_type_of_postgres_arrives_as_its_kind(string type, string kind) =>
        Assert.Equal(kind, PostgresType.KindOf(type).ToString());
}
