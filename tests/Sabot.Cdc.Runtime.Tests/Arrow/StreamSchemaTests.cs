using Apache.Arrow;
using Apache.Arrow.Types;

namespace Sabot.Cdc.Runtime.Tests.Arrow;

public class StreamSchemaTests
{
    [Fact]
    public void Names_types_identity_and_key_are_read()
    {
        var schema = new StreamedTable("I", "audit", "log") { Identity = "index", Key = """["b","Wé\"ird"]""" }
            .Column("Wé\"ird", "text", Values.Text("x"))
            .Column(" ", "numeric(12,2)", Values.Fixed<Int128>(new Decimal128Type(12, 2), 1))
            .Parse();

        Assert.Equal(("audit", "log", "audit.log"), (schema.Schema, schema.Table, schema.QualifiedName));
        Assert.Equal(CdcReplicaIdentity.Index, schema.Identity);
        Assert.Equal(["b", "Wé\"ird"], schema.Key);
        Assert.Equal(8, schema.Fields.Length);
        Assert.Equal(6, schema.IndexOf("Wé\"ird"));
        Assert.Equal(7, schema.IndexOf(" "));
        Assert.Equal(-1, schema.IndexOf("__op"));
        Assert.Equal("numeric(12,2)", schema.Fields[7].PostgresType);
        Assert.Equal(2, Assert.IsType<Decimal128Type>(schema.Fields[7].Type).Scale);
        Assert.Equal("16384", schema.Arrow.Metadata["pg.oid"]);
    }

    [Theory]
    [InlineData("pg.schema", null, "pg.schema")]
    [InlineData("pg.table", null, "pg.table")]
    [InlineData("pg.identity", null, "pg.identity")]
    [InlineData("pg.identity", "perhaps", "perhaps")]
    [InlineData("pg.key", null, "pg.key")]
    [InlineData("pg.key", "id", "JSON array")]
    [InlineData("pg.key", "", "JSON array")]
    [InlineData("pg.key", "[1]", "JSON array")]
    [InlineData("pg.key", "[\"id\"", "JSON array")]
    public void Metadata_that_is_missing_or_wrong_is_named(string key, string? value, string named)
    {
        var streamed = new StreamedTable("I") { Metadata = { [key] = value } };
        var error = Assert.Throws<CdcProtocolException>(streamed.Parse);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_twice_is_refused()
    {
        var streamed = new StreamedTable("I").Column("a", "text", Values.Text("")).Column("a", "text", Values.Text(""));
        var error = Assert.Throws<CdcProtocolException>(streamed.Parse);
        Assert.Contains("public.users has the column a twice", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_column_of_misfits_is_no_column_of_the_table_which_may_have_one_of_its_name()
    {
        var streamed = new StreamedTable("I").Column("__text", "text", Values.Text("a"));
        Assert.Null(streamed.Parse().Misfits);
        Assert.Equal(6, streamed.Parse().IndexOf("__text"));

        var both = streamed.Misfits("{}").Parse();
        Assert.Same(both.Fields[7], both.Misfits);
        Assert.Equal(6, both.IndexOf("__text"));
        Assert.Equal(-1, new StreamedTable("I").Misfits("{}").Parse().IndexOf("__text"));
    }

    [Fact]
    public void A_column_of_misfits_that_is_no_text_is_refused()
    {
        var streamed = new StreamedTable("I").Misfits(Values.Fixed<int>(Int32Type.Default, 1));
        var error = Assert.Throws<CdcProtocolException>(streamed.Parse);
        Assert.Contains("__text of public.users", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Schemas_without_the_system_columns_are_refused()
    {
        var metadata = new StreamedTable("I").ToArrow().Schema.Metadata;
        Field[] some = [new Field("__op", UInt8Type.Default, false), new Field("__xid", UInt32Type.Default, false)];
        Assert.Throws<CdcProtocolException>(() => Parse(some, metadata));

        var fields = new StreamedTable("I").ToArrow().Schema.FieldsList.ToArray();
        fields[2] = new Field("__lsn", Int64Type.Default, false);
        var error = Assert.Throws<CdcProtocolException>(() => Parse(fields, metadata));
        Assert.Contains("__lsn", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dictionaries_and_views_are_refused_by_name()
    {
        var fields = new StreamedTable("I").ToArrow().Schema;
        IArrowType[] refused =
        [
            new DictionaryType(Int32Type.Default, StringType.Default, false), StringViewType.Default,
            BinaryViewType.Default, new UnionType([new Field("a", Int32Type.Default, true)], [0], UnionMode.Dense),
        ];
        foreach (var type in refused)
        {
            var error = Assert.Throws<CdcProtocolException>(
                () => Parse([.. fields.FieldsList, new Field("odd", type, true)], fields.Metadata));
            Assert.Contains("\"odd\"", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_batch_message_is_no_schema()
    {
        var frame = new StreamedTable("I").BatchFrame();
        var error = Assert.Throws<CdcProtocolException>(() => StreamSchema.Parse(frame.AsSpan(32)));
        Assert.Contains("announced a Schema", error.Message, StringComparison.Ordinal);
    }

    private static StreamSchema Parse(IEnumerable<Field> fields, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        using var stream = new MemoryStream();
        using var writer = new global::Apache.Arrow.Ipc.ArrowStreamWriter(
            stream, new Schema(fields, metadata), leaveOpen: true);
        writer.WriteStart();
        return StreamSchema.Parse(stream.ToArray());
    }
}
