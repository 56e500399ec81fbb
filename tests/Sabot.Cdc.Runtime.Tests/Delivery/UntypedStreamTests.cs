using Apache.Arrow.Types;
using Microsoft.Extensions.Logging.Abstractions;

namespace Sabot.Cdc.Runtime.Tests.Delivery;

public class UntypedStreamTests
{
    private readonly MemorySource _source = new();

    [Fact]
    public async Task All_tables_come_as_the_stream_has_them()
    {
        var tables = _source.Untyped(SubscriptionScope.Everything);
        await _source.SendAsync(Table("II", "orders"));
        await _source.SendAsync(ItemChange.Table, "I", 100);
        _source.Complete();

        List<string> seen = [];
        await foreach (var batch in tables)
        {
            var columns = string.Join(
                ", ", batch.Table.Columns.ToArray().Select(column => $"{column.Name} {column.Type} {column.PostgresType}"));
            seen.Add($"{batch.Table} ({string.Join(", ", batch.Table.Key.ToArray())}) {batch.Count}: {columns}");
        }

        Assert.Equal(
            [
                "public.orders (id) 2: id Int64 bigint, home Composite public.address, tags Array text[]",
                "public.items (id) 1: id Int64 bigint",
            ],
            seen);
        Assert.Equal(100u, _source.Ledger.Acknowledged);
    }

    [Fact]
    public async Task A_table_of_the_same_name_in_another_schema_is_another_table()
    {
        var untyped = _source.Untyped(SubscriptionScope.Of("public", "items"));
        var items = _source.Items();
        await _source.SendAsync(new CdcTable("shop", "items", CdcReplicaIdentity.Default, [], []), "II");
        await _source.SendItemsAsync(1, progress: 100);
        _source.Complete();

        List<string> seen = [];
        await foreach (var batch in untyped)
            seen.Add($"{batch.Table} {batch.Count}");
        await foreach (var change in items)
            seen.Add($"{change.Id}");
        Assert.Equal(["public.items 1", "2"], seen);
        Assert.Equal(100u, _source.Ledger.Acknowledged);
    }

    [Fact]
    public async Task Values_are_read_by_ordinal_to_any_depth()
    {
        var tables = _source.Untyped(SubscriptionScope.Of("public", "orders"));
        await _source.SendAsync(Table("II", "orders"));
        _source.Complete();

        await foreach (var batch in tables)
        {
            var row = new CdcChangeView(batch, 1).Row;
            Assert.Equal(2, row.GetInt64(0));
            Assert.Equal("b", row.GetComposite(1).GetString(0));
            Assert.Equal(["x", null], row.GetArray(2, CdcElements.Text));
            Assert.False(batch.Table.Columns[0].IsNullable);
            Assert.Equal(["zip"], batch.Table.Columns[1].Children.ToArray().Select(attribute => attribute.Name));
        }
    }

    [Fact]
    public async Task A_new_generation_has_a_table_of_its_own()
    {
        var tables = _source.Untyped(SubscriptionScope.Of("public", "items"));
        await _source.SendItemsAsync(1);
        await _source.SendItemsAsync(1);
        var grown = new StreamedTable("I", table: "items")
            .Column("note", "text", Values.Text("new"))
            .Column("id", "integer", Values.Fixed<int>(Int32Type.Default, 77));
        await _source.SendAsync(FrameBytes.Concat(
            MemorySource.OfRelation(grown.SchemaFrame(), 1, generation: 2),
            MemorySource.OfRelation(grown.BatchFrame(), 1, generation: 2)));
        _source.Complete();

        List<CdcTable> seen = [];
        await foreach (var batch in tables)
            seen.Add(batch.Table);
        Assert.Same(seen[0], seen[1]);
        Assert.Equal(["note", "id"], seen[2].Columns.ToArray().Select(column => column.Name));
        Assert.Equal(CdcType.Int32, seen[2].Columns[1].Type);
    }

    [Fact]
    public async Task A_table_by_name_is_that_table_only()
    {
        var parts = _source.Untyped(SubscriptionScope.Of("public", "parts"));
        await _source.SendItemsAsync(2, 100);
        await _source.SendAsync(PartChange.Table, "III", 200);
        _source.Complete();

        List<int> counts = [];
        await foreach (var batch in parts)
            counts.Add(batch.Count);
        Assert.Equal([3], counts);
        Assert.Equal(200u, _source.Ledger.Acknowledged);
    }

    [Fact]
    public async Task Typed_and_untyped_streams_share_what_is_acknowledged_and_count_a_change_once()
    {
        var items = _source.Items();
        var tables = _source.Untyped(SubscriptionScope.Everything);
        await _source.SendItemsAsync(3, 100);
        _source.Complete();

        await foreach (var change in items)
            Assert.InRange(change.Id, 0, 2);
        Assert.Equal(0u, _source.Ledger.Acknowledged);
        await foreach (var batch in tables)
            Assert.Equal(3, batch.Count);
        Assert.Equal(100u, _source.Ledger.Acknowledged);
        Assert.Equal(3, _source.Counters.Changes);
    }

    [Fact]
    public async Task A_batch_is_stale_when_the_enumerator_has_moved_on()
    {
        var tables = _source.Untyped(SubscriptionScope.Everything);
        await _source.SendItemsAsync(1);
        await _source.SendItemsAsync(1);
        await using var enumerator = tables.GetAsyncEnumerator();
        Assert.True(await enumerator.MoveNextAsync());
        var row = new CdcRowView(enumerator.Current, 0);
        Assert.Equal(0, row.GetInt64(0));
        Assert.True(await enumerator.MoveNextAsync());
        Assert.Throws<CdcStaleViewException>(() => row.GetInt64(0));
    }

    [Fact]
    public async Task A_key_of_which_the_publication_leaves_out_columns_is_none()
    {
        var tables = _source.Untyped(SubscriptionScope.Everything);
        var streamed = new StreamedTable("I") { Key = """["id","tenant"]""" }
            .Column("id", "bigint", Values.Fixed<long>(Int64Type.Default, 1));
        await _source.SendAsync(FrameBytes.Concat(streamed.SchemaFrame(), streamed.BatchFrame()));
        _source.Complete();
        await foreach (var batch in tables)
            Assert.Equal(0, batch.Table.Key.Length);
    }

    [Fact]
    public async Task A_type_that_no_accessor_reads_is_a_protocol_error()
    {
        _source.Untyped(SubscriptionScope.Everything);
        var streamed = new StreamedTable("I").Column("odd", "odd", Values.Fixed<ulong>(UInt64Type.Default, 1));
        var error = await Assert.ThrowsAsync<CdcProtocolException>(() => _source.SendAsync(streamed.SchemaFrame()));
        Assert.Contains("public.users has odd, odd, in the stream as Arrow's uint64", error.Message);
    }

    [Theory]
    [InlineData("", "users", "id", "zip")]
    [InlineData("public", "", "id", "zip")]
    [InlineData("public", "users", "", "zip")]
    [InlineData("public", "users", "id", "")]
    public async Task What_has_no_name_is_a_protocol_error(string schema, string table, string column, string attribute)
    {
        _source.Untyped(SubscriptionScope.Everything);
        var streamed = new StreamedTable("I", schema, table) { Key = "[]" }
            .Column(column, "home", Values.Struct([true], (attribute, "text", Values.Text("1"))));
        var error = await Assert.ThrowsAsync<CdcProtocolException>(() => _source.SendAsync(streamed.SchemaFrame()));
        Assert.Contains("without a name", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_untyped_stream_is_asked_for_before_the_start_too()
    {
        await using var client = new CdcClient(
            new CdcOptions { ConnectionString = "Host=127.0.0.1;Database=d", Slot = "s" });
        _ = client.Tables();
        await client.StopAsync();
        var all = Assert.Throws<InvalidOperationException>(client.Tables);
        Assert.StartsWith("The stream of all tables was asked for after", all.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => client.Batches("public.users"));
        Assert.Throws<ArgumentException>(() => client.Batches("users"));
    }

    [Fact]
    public void A_session_is_told_each_named_table_once_and_whether_all_are_wanted()
    {
        Subscription Of(SubscriptionScope scope) =>
            new(scope, 1, _source.Ledger, () => { }, NullLogger.Instance);
        var named = SubscribedTables.Of(
            [Of(SubscriptionScope.Of(ItemChange.Table)), Of(SubscriptionScope.Of("public", "items"))]);
        Assert.Equal(["public.items"], named.Named.Select(table => table.QualifiedName));
        Assert.False(named.AreAll);
        Assert.True(SubscribedTables.Of([Of(SubscriptionScope.Everything)]).AreAll);
    }

    private static byte[] Table(string operations, string name)
    {
        var streamed = new StreamedTable(operations, table: name)
            .Column("id", "bigint", Values.Fixed<long>(Int64Type.Default, 1, 2), isNotNull: true)
            .Column("home", "public.address", Values.Struct([true, true], ("zip", "text", Values.Text("a", "b"))))
            .Column("tags", "text[]", Values.List(Values.Text("w", "x", null), 0..1, 1..3))
            .Misfits(null, null);
        return FrameBytes.Concat(
            MemorySource.OfRelation(streamed.SchemaFrame(), 50), MemorySource.OfRelation(streamed.BatchFrame(), 50));
    }
}
