using Apache.Arrow.Types;

namespace Sabot.Cdc.Runtime.Tests.Delivery;

public class FrameRouterTests
{
    private readonly MemorySource _source = new();

    [Fact]
    public async Task A_payload_that_is_malformed_at_its_end_delivers_nothing()
    {
        var items = _source.Items();
        var rows = _source.Rows(ItemChange.Table, "II");
        var payload = FrameBytes.Concat(rows.SchemaFrame(), rows.BatchFrame(), new byte[8]);
        await Assert.ThrowsAsync<CdcProtocolException>(() => _source.SendAsync(payload));
        _source.Complete();
        await foreach (var change in items)
            Assert.Fail("nothing may be delivered");
    }

    [Fact]
    public async Task Rows_of_a_relation_without_a_schema_are_a_protocol_error()
    {
        _source.Items();
        var rows = MemorySource.OfRelation(_source.Rows(ItemChange.Table, "I").BatchFrame(), relation: 9);
        var error = await Assert.ThrowsAsync<CdcProtocolException>(() => _source.SendAsync(rows));
        Assert.Contains("relation 9, generation 1, without its schema", error.Message);
    }

    [Fact]
    public async Task Rows_of_another_generation_than_the_last_schema_are_a_protocol_error()
    {
        _source.Items();
        await _source.SendItemsAsync(1);
        var rows = MemorySource.OfRelation(_source.Rows(ItemChange.Table, "I").BatchFrame(), 1, generation: 2);
        await Assert.ThrowsAsync<CdcProtocolException>(() => _source.SendAsync(rows));
    }

    [Fact]
    public async Task A_new_generation_is_bound_anew_and_refused_when_it_does_not_fit()
    {
        _source.Items();
        await _source.SendItemsAsync(1);
        var retyped = new StreamedTable("I", table: "items").Column("id", "text", Values.Text("1"));
        var frame = MemorySource.OfRelation(retyped.SchemaFrame(), 1, generation: 2);
        var error = await Assert.ThrowsAsync<CdcSchemaDriftException>(() => _source.SendAsync(frame));
        Assert.Equal("public.items", error.Table);
        Assert.Equal("id", error.Column);
    }

    [Fact]
    public async Task Columns_of_a_new_generation_may_stand_in_another_order()
    {
        var items = _source.Items();
        await _source.SendItemsAsync(1);
        var grown = new StreamedTable("I", table: "items")
            .Column("note", "text", Values.Text("new"))
            .Column("id", "bigint", Values.Fixed<long>(Int64Type.Default, 77));
        await _source.SendAsync(FrameBytes.Concat(
            MemorySource.OfRelation(grown.SchemaFrame(), 1, generation: 2),
            MemorySource.OfRelation(grown.BatchFrame(), 1, generation: 2)));
        _source.Complete();

        List<long> ids = [];
        await foreach (var change in items)
            ids.Add(change.Id);
        Assert.Equal([0, 77], ids);
    }

    [Fact]
    public async Task Rows_of_a_table_that_nobody_subscribed_to_hold_nothing_back()
    {
        _source.Items();
        await _source.SendAsync(PartChange.Table, "III", 100);
        Assert.Equal(100u, _source.Ledger.Acknowledged);
        Assert.Equal(0, _source.Counters.Changes);
    }
}
