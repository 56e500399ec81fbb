using Apache.Arrow.Types;
using static Sabot.Cdc.Runtime.Tests.UsersTable;

namespace Sabot.Cdc.Runtime.Tests.Views;

public class NestedViewTests
{
    private static readonly string?[] Phones = ["+49 2 0", "+49 2 1", null];

    [Fact]
    public void Attributes_are_found_by_name_whatever_their_order_in_the_stream()
    {
        var batch = Streamed("IIIII").Decode(Compiled);
        var home = new CdcRowView(batch, 4).GetComposite(Home);

        Assert.Equal(["phones", "since", "zip"], home.Attributes.ToArray().Select(attribute => attribute.Name));
        Assert.Equal("Z4", home.GetString(HomeZip));
        Assert.True(home.GetUtf8(HomeZip).SequenceEqual("Z4"u8));
        Assert.Equal(20_004, home.GetDateRaw(HomeSince));
        Assert.Equal(DateOnly.FromDayNumber(719_162 + 20_004), home.GetNullableDate(HomeSince));
        batch.Release();
    }

    [Fact]
    public void A_null_composite_or_attribute_is_null()
    {
        var batch = Streamed("IIIII").Decode(Compiled);

        Assert.Null(new CdcRowView(batch, 1).GetNullableComposite(Home));
        Assert.True(new CdcRowView(batch, 1).IsNull(Home));
        Assert.Throws<CdcValueException>(() => new CdcRowView(batch, 1).GetComposite(Home));
        var home = new CdcRowView(batch, 2).GetNullableComposite(Home)!.Value;
        Assert.True(home.IsNull(HomeZip));
        Assert.False(home.IsNull(HomeSince));
        Assert.Null(home.GetNullableString(HomeZip));
        Assert.True(home.GetNullableUtf8(HomeZip).IsEmpty);
        var error = Assert.Throws<CdcValueException>(() => home.GetString(HomeZip));
        Assert.Equal("home.zip", error.Column);
        Assert.StartsWith("public.users.home.zip is null", error.Message, StringComparison.Ordinal);
        batch.Release();
    }

    [Fact]
    public void Elements_are_read_in_their_order_with_nulls_among_them()
    {
        var batch = Streamed("IIIII").Decode(Compiled);

        var scores = new CdcRowView(batch, 4).GetArray(Scores, CdcElements.Int32);
        Assert.Equal(4, scores.Count);
        Assert.Equal([0, 1, null, 3], scores.ToArray());
        Assert.Equal([0, 1, null, 3], scores);
        Assert.Equal(3, scores[3]);
        Assert.Throws<ArgumentOutOfRangeException>(() => scores[4]);
        Assert.Throws<ArgumentOutOfRangeException>(() => scores[-1]);
        batch.Release();
    }

    [Fact]
    public void An_array_without_elements_is_no_null()
    {
        var batch = Streamed("IIIII").Decode(Compiled);

        Assert.Empty(new CdcRowView(batch, 0).GetNullableArray(Scores, CdcElements.Int32)!.Value.ToArray());
        Assert.Null(new CdcRowView(batch, 1).GetNullableArray(Scores, CdcElements.Int32));
        Assert.Throws<CdcValueException>(() => new CdcRowView(batch, 1).GetArray(Scores, CdcElements.Int32));
        Assert.Empty(default(CdcArray<int?>));
        batch.Release();
    }

    [Fact]
    public void Composites_hold_arrays_and_arrays_composites()
    {
        var batch = Streamed("IIIII").Decode(Compiled);
        var row = new CdcRowView(batch, 2);

        Assert.Equal(Phones, row.GetComposite(Home).GetArray(HomePhones, CdcElements.Text).ToArray());
        Assert.Equal(Phones, row.GetComposite(Home).GetNullableArray(HomePhones, CdcElements.Text));
        var visits = row.GetArray(Visits, CdcElements.Composite);
        Assert.Equal(2, visits.Count);
        Assert.Equal(DateTime.UnixEpoch.AddSeconds(2), visits[0]!.Value.GetTimestampTz(VisitAt));
        Assert.Equal(-1.02m, visits[0]!.Value.GetDecimal(VisitSpent));
        Assert.Equal("-1.02", visits[0]!.Value.GetDecimalText(VisitSpent));
        Assert.Equal(2, visits[0]!.Value.GetDecimalScale(VisitSpent));
        Assert.Null(visits[1]);
        batch.Release();
    }

    [Fact]
    public void Arrays_of_arrays_come_from_domains()
    {
        var numbers = Values.Fixed<int>(Int32Type.Default, 1, 2, 3, null);
        var batch = new StreamedTable("I")
            .Column("grid", "line[]", Values.List("line", Values.List("integer", numbers, 0..1, null, 1..4), 0..3))
            .Misfits((string?)null)
            .Decode(Table(Grid));

        var reader = CdcElements.ArrayOf(CdcElements.Int32);
        var rows = new CdcRowView(batch, 0).GetArray(0, reader);
        Assert.Equal([1], rows[0]!.Value);
        Assert.Null(rows[1]);
        Assert.Equal([2, 3, null], rows[2]!.Value);
        batch.Release();
    }

    [Fact]
    public void Own_types_are_read_by_their_readers_wherever_they_are()
    {
        var batch = Streamed("IIIII").Decode(Compiled);
        var row = new CdcRowView(batch, 4);

        Assert.Equal(new Zip("Z4", "text"), row.GetComposite(Home).Read<Zip, ZipReader>(HomeZip));
        Assert.Null(new CdcRowView(batch, 2).GetComposite(Home).ReadNullable<Zip, ZipReader>(HomeZip));
        Assert.Null(new CdcRowView(batch, 1).ReadNullable<Zip, ZipReader>(Email));
        Assert.Equal("zoë4@example.org", row.Read<Zip, ZipReader>(Email).Code);
        Assert.Equal("zoë4@example.org", row.ReadNullableReference<string, StringReader>(Email));
        Assert.Null(new CdcRowView(batch, 1).ReadNullableReference<string, StringReader>(Email));
        Assert.Throws<CdcValueException>(() => new CdcRowView(batch, 1).Read<Zip, ZipReader>(Email));
        var phones = row.GetComposite(Home).GetArray(HomePhones, CdcElements.Custom<Zip, ZipReader>());
        Assert.Equal(["+49 4 0", "+49 4 1", null], phones.Select(phone => phone?.Code));
        var strings = row.GetComposite(Home).GetArray(HomePhones, CdcElements.CustomReference<string, StringReader>());
        Assert.Equal(["+49 4 0", "+49 4 1", null], strings);
        var lengths = row.GetComposite(Home).GetArray(HomePhones, CdcElements.TextOf(static utf8 => utf8.Length));
        Assert.Equal([7, 7, null], lengths);
        var moments = row.GetArray(Visits, CdcElements.CompositeOf(static visit => visit.GetTimestampRaw(VisitAt)));
        Assert.Equal([4_000_000, null], moments);
        batch.Release();
    }

    [Fact]
    public void A_reader_of_another_type_names_the_element()
    {
        var batch = Streamed("IIIII").Decode(Compiled);
        var row = new CdcRowView(batch, 4);

        var element = Assert.Throws<InvalidOperationException>(() => row.GetArray(Scores, CdcElements.Int64)[0]);
        Assert.StartsWith("public.users.scores[] is of type Int32", element.Message, StringComparison.Ordinal);
        var attribute = Assert.Throws<InvalidOperationException>(() => row.GetComposite(Home).GetInt32(HomeZip));
        Assert.StartsWith("public.users.home.zip is of type Text", attribute.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => row.GetComposite(Scores));
        Assert.Throws<InvalidOperationException>(() => row.GetArray(Home, CdcElements.Int32));
        Assert.Throws<InvalidOperationException>(() => row.GetComposite(Home).GetTimestampRaw(HomeZip));
        var none = Assert.Throws<ArgumentOutOfRangeException>(() => row.GetComposite(Home).GetInt32(3));
        Assert.Contains("public.users.home has 3 attributes", none.Message, StringComparison.Ordinal);
        batch.Release();
    }

    [Fact]
    public void What_has_no_place_in_its_column_is_text_and_no_null()
    {
        var batch = Streamed("III")
            .Misfits(null, """{"scores":"{{1,2},{3,4}}","home":"({{a}},,)"}""", null)
            .Decode(Compiled);
        var row = new CdcRowView(batch, 1);

        Assert.Equal("{{1,2},{3,4}}", row.GetMisfitText(Scores));
        Assert.Equal("({{a}},,)", row.GetMisfitText(Home));
        Assert.Null(row.GetMisfitText(Visits));
        Assert.False(row.IsNull(Scores));
        Assert.True(row.IsNull(Visits));
        var error = Assert.Throws<CdcValueException>(() => row.GetNullableArray(Scores, CdcElements.Int32));
        Assert.Contains("public.users.scores is {{1,2},{3,4}}", error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(CdcRowView.GetMisfitText), error.Message, StringComparison.Ordinal);
        Assert.Throws<CdcValueException>(() => row.GetNullableComposite(Home));
        Assert.Throws<CdcValueException>(() => row.GetComposite(Home));
        Assert.Null(new CdcRowView(batch, 2).GetMisfitText(Scores));
        batch.Release();
    }

    [Fact]
    public void An_attribute_that_the_code_does_not_know_may_be_why_a_composite_does_not_fit()
    {
        var streamed = new StreamedTable("I")
            .Column(
                "home",
                "public.address",
                Values.Struct(
                    [false],
                    ("zip", "text", Values.Text((string?)null)),
                    ("stay", "interval", Values.Intervals(((int, int, long)?)null))))
            .Misfits("""{"home":"(1,\"3000000000 hours\")"}""");
        var batch = streamed.Decode(Table(Address));

        Assert.Equal("(1,\"3000000000 hours\")", new CdcRowView(batch, 0).GetMisfitText(0));
        Assert.Throws<CdcValueException>(() => new CdcRowView(batch, 0).GetNullableComposite(0));
        batch.Release();
    }

    [Fact]
    public void An_unchanged_composite_or_array_never_reads_as_null()
    {
        var batch = Streamed("IUI").Unchanged(1, 17).Unchanged(1, 18).Decode(Compiled);
        var row = new CdcRowView(batch, 1);

        Assert.False(row.IsPresent(Home));
        Assert.False(row.IsPresent(Scores));
        Assert.True(row.IsPresent(Visits));
        Assert.Throws<CdcUnchangedValueException>(() => row.GetNullableComposite(Home));
        Assert.Throws<CdcUnchangedValueException>(() => row.GetNullableArray(Scores, CdcElements.Int32));
        Assert.Throws<CdcUnchangedValueException>(() => row.GetMisfitText(Home));
        Assert.Null(row.GetNullableArray(Visits, CdcElements.Composite));
        batch.Release();
    }

    [Fact]
    public void An_old_image_has_no_arrays_unless_the_whole_row_was_logged()
    {
        var batch = Streamed("IOU").Decode(Compiled);
        Assert.False(new CdcRowView(batch, 1).IsPresent(Home));
        Assert.Throws<CdcUnchangedValueException>(() => new CdcRowView(batch, 1).GetNullableComposite(Home));
        batch.Release();

        var full = Streamed("IOU", "full").Decode(CompiledFull);
        Assert.Null(new CdcRowView(full, 1).GetNullableComposite(Home));
        full.Release();
    }

    [Fact]
    public void Views_of_values_are_stale_with_their_batch()
    {
        var binding = TableBinding.Bind(Compiled, Streamed("IIIII").Parse(), FrameBytes.Position);
        var batch = Streamed("IIIII").Decode(binding);
        var row = new CdcRowView(batch, 4);
        var (home, scores) = (row.GetComposite(Home), row.GetArray(Scores, CdcElements.Int32));
        var enumerator = scores.GetEnumerator();
        Assert.True(enumerator.MoveNext());
        batch.Release();
        var other = Streamed("IIIII").Decode(binding);
        Assert.Same(batch, other);

        Assert.Throws<CdcStaleViewException>(() => home.GetString(HomeZip));
        Assert.Throws<CdcStaleViewException>(() => home.IsNull(HomeZip));
        Assert.Throws<CdcStaleViewException>(() => home.ReadNullable<Zip, ZipReader>(HomeZip));
        Assert.Throws<CdcStaleViewException>(() => scores[0]);
        Assert.Throws<CdcStaleViewException>(() => scores.Count);
        Assert.Throws<CdcStaleViewException>(() => scores.ToArray());
        Assert.Throws<CdcStaleViewException>(() => enumerator.Current);
        Assert.Throws<CdcStaleViewException>(() => enumerator.MoveNext());
        other.Release();
    }

    [Fact]
    public void Views_of_values_of_a_retained_batch_stay_readable()
    {
        var batch = Streamed("IIIII").Decode(Compiled);
        var row = new CdcRowView(batch, 4);
        batch.Retain();
        var (home, scores) = (row.GetComposite(Home), row.GetArray(Scores, CdcElements.Int32));
        batch.Release();

        Assert.Equal("Z4", home.GetString(HomeZip));
        Assert.Equal([0, 1, null, 3], scores);
    }

    private static readonly CdcColumn Grid = new(
        "grid",
        CdcType.Array,
        "line[]",
        true,
        [
            new CdcColumn(
                "item", CdcType.Array, "line", true, [new CdcColumn("item", CdcType.Int32, "integer", true)]),
        ]);

    private static readonly CdcColumn Address = new(
        "home", CdcType.Composite, "public.address", true, [new CdcColumn("zip", CdcType.Text, "text", true)]);

    private static CdcTable Table(CdcColumn column) =>
        new("public", "users", CdcReplicaIdentity.Nothing, [], [column]);

    private readonly record struct Zip(string Code, string Type);

    private readonly struct ZipReader : IColumnReader<Zip>
    {
        public static Zip Read(CdcValueView value) => new(value.GetString(), value.PostgresType);
    }

    private readonly struct StringReader : IColumnReader<string>
    {
        public static string Read(CdcValueView value) => value.GetString();
    }
}
