using static Sabot.Cdc.Runtime.Tests.UsersTable;

namespace Sabot.Cdc.Runtime.Tests.Batches;

/// <summary>Arrays and composites as whole columns.</summary>
public class NestedColumnTests
{
    [Fact]
    public void An_array_column_is_offsets_into_its_elements()
    {
        var batch = Streamed("IIIII").Decode(Compiled);
        var scores = new CdcBatchView(batch).GetArrayColumn(Scores);

        Assert.Equal(5, scores.Count);
        Assert.Equal([0, 0, 0, 2, 2, 6], scores.Offsets.ToArray());
        Assert.Equal(2..6, scores[4]);
        Assert.Equal([0, 1, 0, 3], [.. scores.Elements.GetInt32Values()[scores[4]]]);
        Assert.Equal([0, 1, 0, 1], [.. scores.Elements.GetInt32Values()[..4]]);
        Assert.Equal((6, 1), (scores.Elements.Count, scores.Elements.Validity.NullCount));
        Assert.False(scores.Elements.Validity[4]);
        Assert.Equal("integer", scores.Elements.Column.PostgresType);
        Assert.False(batch.GetValidity(Scores)[1]);
        batch.Release();
    }

    [Fact]
    public void A_composite_column_is_a_column_for_each_attribute()
    {
        var batch = Streamed("IIIII").Decode(Compiled);
        var home = new CdcBatchView(batch).GetCompositeColumn(Home);

        Assert.Equal(5, home.Count);
        Assert.Equal(20_003, home[HomeSince].GetDateValues()[3]);
        Assert.True(home[HomeZip].GetBinaryValues()[4].SequenceEqual("Z4"u8));
        var phones = home[HomePhones].GetArrayValues();
        Assert.Equal(15, phones.Elements.Count);
        Assert.True(phones.Elements.GetBinaryValues()[phones[4].Start.Value].SequenceEqual("+49 4 0"u8));
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.GetCompositeColumn(Home)[3].Count);
        batch.Release();
    }

    [Fact]
    public void Elements_are_a_column_like_any_other()
    {
        var batch = Streamed("IIIII").Decode(Compiled);
        var visits = batch.GetColumn(Visits).GetArrayValues().Elements;

        Assert.Equal(CdcType.Composite, visits.Type);
        Assert.Equal((true, false, true), (visits.Validity[0], visits.Validity[1], visits.Validity[4]));
        Assert.Equal(-105, visits.GetCompositeValues()[VisitSpent].GetDecimalValues()[5]);
        Assert.Equal(2, visits.GetCompositeValues()[VisitSpent].GetDecimalScale());
        Assert.Equal(5_000_000, visits.GetCompositeValues()[VisitAt].GetTimestampValues()[5]);
        Assert.Throws<InvalidOperationException>(() => batch.GetColumn(Visits).GetCompositeValues().Count);
        Assert.Throws<InvalidOperationException>(() => batch.GetArrayColumn(Scores).Elements.GetInt64Values().Length);
        batch.Release();
    }

    [Fact]
    public void A_column_of_any_type_has_its_values()
    {
        var batch = Streamed("IIIII").Decode(Compiled);

        Assert.Equal(104, batch.GetColumn(Id).GetInt64Values()[4]);
        Assert.Equal(-2, batch.GetColumn(Level).GetInt16Values()[2]);
        Assert.True(batch.GetColumn(Active).GetBooleanValues()[4]);
        Assert.Equal(3.75f, batch.GetColumn(Height).GetSingleValues()[2]);
        Assert.Equal(2.1, batch.GetColumn(Score).GetDoubleValues()[2]);
        Assert.Equal(uint.MaxValue - 2, batch.GetColumn(Owner).GetUInt32Values()[2]);
        Assert.Equal(21_600_000_003, batch.GetColumn(WakesAt).GetTimeValues()[2]);
        Assert.Equal(SomeToken, batch.GetColumn(Token).GetUuidValues()[2]);
        Assert.Equal(new CdcInterval(-2, 4, 6), batch.GetColumn(Term).GetIntervalValues()[2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.GetColumn(Compiled.Columns.Length).Count);
        batch.Release();
    }

    [Fact]
    public void Columns_of_a_released_batch_are_stale()
    {
        var batch = Streamed("IIIII").Decode(Compiled);
        var elements = batch.GetArrayColumn(Scores).Elements;
        batch.Release();

        var stale = false;
        try
        {
            _ = elements.GetInt32Values();
        }
        catch (CdcStaleViewException)
        {
            stale = true;
        }

        Assert.True(stale);
        Assert.Throws<CdcStaleViewException>(() => batch.GetColumn(Scores).Count);
    }

    [Fact]
    public void Columns_without_any_value_are_empty()
    {
        var batch = Streamed("T").Decode(Compiled);
        var phones = batch.GetArrayColumn(Scores).Elements;
        Assert.Equal(0, phones.Count);
        Assert.True(phones.GetInt32Values().IsEmpty);
        batch.Release();

        var tags = new CdcColumn(
            "tags", CdcType.Array, "text[]", true, [new CdcColumn("item", CdcType.Text, "text", true)]);
        var none = new StreamedTable("I")
            .Column("tags", "text[]", Values.List(Values.Text(), 0..0))
            .Misfits((string?)null)
            .Decode(new CdcTable("public", "users", CdcReplicaIdentity.Nothing, [], [tags]));
        Assert.Equal(0, none.GetArrayColumn(0).Elements.GetBinaryValues().Count);
        Assert.Equal([0], none.GetArrayColumn(0).Elements.GetBinaryValues().Offsets.ToArray());
        none.Release();
    }
}
