using Apache.Arrow;
using Apache.Arrow.Types;

namespace Sabot.Cdc.Runtime.Tests.Batches;

public class NestedDriftTests
{
    private static readonly CdcColumn Address = new(
        "home",
        CdcType.Composite,
        "public.address",
        true,
        [new CdcColumn("zip", CdcType.Text, "text", true), new CdcColumn("since", CdcType.Date, "date", true)]);

    [Fact]
    public void A_missing_attribute_is_named_with_its_path()
    {
        var error = Drift(Address, "home", "public.address", Home(("zip", "text", Values.Text("1"))));
        Assert.Equal(
            "public.users.home.since, compiled as date, is gone from the stream at 0/16B3748: it was dropped or "
            + "renamed. Run dotnet sabot-cdc scaffold and rebuild.",
            error.Message);
        Assert.Equal("home.since", error.Column);
    }

    [Fact]
    public void A_retyped_attribute_of_an_element_is_named_with_its_path()
    {
        var homes = Values.List(
            "public.address",
            Home(("zip", "integer", Values.Fixed<int>(Int32Type.Default, 1)), ("since", "date", Dates())),
            0..1);
        var compiled = new CdcColumn("homes", CdcType.Array, "public.address[]", true, [Address]);
        var error = Drift(compiled, "homes", "public.address[]", homes);
        Assert.Equal("homes[].zip", error.Column);
        Assert.Equal(("text", "integer"), (error.Compiled, error.Streamed));
    }

    [Fact]
    public void A_retyped_element_is_named_with_its_path()
    {
        var compiled = new CdcColumn(
            "tags", CdcType.Array, "integer[]", true, [new CdcColumn("item", CdcType.Int32, "integer", true)]);
        var error = Drift(compiled, "tags", "text[]", Values.List(Values.Text("1"), 0..1));
        Assert.Equal("tags[]", error.Column);
        Assert.StartsWith("public.users.tags[], compiled as integer, is text", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_array_or_composite_that_was_compiled_as_text_says_how_to_have_it_compiled_anew()
    {
        var tags = new CdcColumn("tags", CdcType.Text, "text[]", true);
        var error = Drift(tags, "tags", "text[]", Values.List(Values.Text("1"), 0..1));
        Assert.Equal(
            "public.users.tags, text[], was compiled as Text, but is sent as Arrow's list at 0/16B3748. Arrays and "
            + "composites are no longer sent as text: run dotnet sabot-cdc scaffold and rebuild with the "
            + "Sabot.Cdc.Generator of this version of Sabot.Cdc.Runtime.",
            error.Message);
        var home = new CdcColumn("home", CdcType.Text, "public.address", true);
        Assert.Contains(
            "no longer sent as text",
            Drift(home, "home", "public.address", Home(("zip", "text", Values.Text("1")))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_attribute_that_is_there_twice_is_a_protocol_error()
    {
        var twice = Home(
            ("zip", "text", Values.Text("1")), ("zip", "text", Values.Text("2")), ("since", "date", Dates()));
        var schema = Streamed("home", "public.address", twice).Parse();
        var error = Assert.Throws<CdcProtocolException>(() => TableBinding.Bind(Table(Address), schema, 1));
        Assert.Contains("has the field zip twice", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Arrays_without_the_column_of_what_does_not_fit_are_a_protocol_error()
    {
        var compiled = new CdcColumn(
            "tags", CdcType.Array, "text[]", true, [new CdcColumn("item", CdcType.Text, "text", true)]);
        var schema = new StreamedTable("I").Column("tags", "text[]", Values.List(Values.Text("1"), 0..1)).Parse();
        var error = Assert.Throws<CdcProtocolException>(() => TableBinding.Bind(Table(compiled), schema, 1));
        Assert.Contains("no column __text", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_composite_without_what_can_misfit_needs_no_such_column()
    {
        var home = Home(("zip", "text", Values.Text("1")), ("since", "date", Dates()));
        TableBinding.Bind(
            Table(Address), new StreamedTable("I").Column("home", "public.address", home).Parse(), 1);
    }

    [Fact]
    public void Columns_that_make_no_sense_are_refused()
    {
        var text = new CdcColumn("item", CdcType.Text, "text", true);
        Assert.Throws<ArgumentException>(() => new CdcColumn("a", CdcType.Array, "text[]", true));
        Assert.Throws<ArgumentException>(() => new CdcColumn("a", CdcType.Array, "text[]", true, [text, Address]));
        Assert.Throws<ArgumentException>(() => new CdcColumn("a", CdcType.Composite, "t", true, []));
        Assert.Throws<ArgumentException>(() => new CdcColumn("a", CdcType.Composite, "t", true, [text, text]));
        Assert.Throws<ArgumentException>(() => new CdcColumn("a", CdcType.Text, "text", true, [text]));
        Assert.Equal(["zip", "since"], Address.Children.ToArray().Select(child => child.Name));
    }

    private static IArrowArray Dates() => Values.Fixed<int>(Date32Type.Default, 1);

    private static IArrowArray Home(params (string, string, IArrowArray)[] attributes) =>
        Values.Struct([true], attributes);

    private static StreamedTable Streamed(string name, string type, IArrowArray values) =>
        new StreamedTable("I").Column(name, type, values).Misfits((string?)null);

    private static CdcTable Table(CdcColumn column) =>
        new("public", "users", CdcReplicaIdentity.Nothing, [], [column]);

    private static CdcSchemaDriftException Drift(CdcColumn compiled, string name, string type, IArrowArray values) =>
        Assert.Throws<CdcSchemaDriftException>(
            () => TableBinding.Bind(Table(compiled), Streamed(name, type, values).Parse(), FrameBytes.Position));
}
