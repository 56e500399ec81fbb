using Sabot.Cdc.Generator.Model;
using Sabot.Cdc.Naming;

namespace Sabot.Cdc.Generator.Tests.Model;

public sealed class NamingPolicyTests
{
    [Theory]
    [InlineData("id", "Id")]
    [InlineData("created_at", "CreatedAt")]
    [InlineData("userId", "UserId")]
    [InlineData("URL", "URL")]
    [InlineData("_id", "Id")]
    [InlineData("a b-c.d", "ABCD")]
    [InlineData("2fa", "_2fa")]
    [InlineData("line_1_2", "Line1_2")]
    [InlineData("line_12", "Line12")]
    [InlineData("class", "Class")]
    [InlineData("größe_ß", "Größeß")]
    [InlineData("日本", "日本")]
    [InlineData("_", "U005F")]
    [InlineData("😀", "U1F600")]
    [InlineData("a😀b", "AU1F600b")]
    [InlineData("\u0301x", "_\u0301x")]
    [InlineData("to_string", "ToStringColumn")]
    [InlineData("equals", "EqualsColumn")]
    [InlineData("get_hash_code", "GetHashCodeColumn")]
    [InlineData("get_type", "GetTypeColumn")]
    [InlineData("users_row", "UsersRowColumn")]
    [InlineData("users_key", "UsersKeyColumn")]
    [InlineData("users", "Users")]
    public void A_column_name_becomes_a_property_name(string column, string property) =>
        Assert.Equal(property, NamingPolicy.PropertyName(column, "Users"));

    [Theory]
    [InlineData("public", "users", "Users")]
    [InlineData("public", "2fa", "_2fa")]
    [InlineData("audit", "users", "AuditUsers")]
    [InlineData("audit", "2fa", "Audit2fa")]
    [InlineData("public", "cdc_tables", "CdcTablesTable")]
    [InlineData("public", "stop_async", "StopAsyncTable")]
    [InlineData("public", "to_string", "ToStringTable")]
    public void A_table_name_becomes_a_type_name(string schema, string table, string type) =>
        Assert.Equal(type, NamingPolicy.TypeName(schema, table));
}
