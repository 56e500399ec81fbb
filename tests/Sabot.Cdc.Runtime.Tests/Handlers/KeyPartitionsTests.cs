using Apache.Arrow;
using Apache.Arrow.Types;

namespace Sabot.Cdc.Runtime.Tests.Handlers;

/// <summary>Which changes may run beside each other: those of different keys, whatever type a key is of.</summary>
public class KeyPartitionsTests
{
    private const int Rows = 64;
    private const int Workers = 8;

    private static readonly Dictionary<CdcType, (string Type, Func<int, IArrowArray> Values)> Types = new()
    {
        [CdcType.Boolean] = ("boolean", keys => Values.Booleans([.. Keys(keys, key => key % 2 == 0)])),
        [CdcType.Int16] = ("smallint", keys => Values.Fixed(Int16Type.Default, [.. Keys(keys, key => (short)key)])),
        [CdcType.Int32] = ("integer", keys => Values.Fixed(Int32Type.Default, [.. Keys(keys, key => key)])),
        [CdcType.Int64] = ("bigint", keys => Values.Fixed(Int64Type.Default, [.. Keys(keys, key => (long)key << 40)])),
        [CdcType.Date] = ("date", keys => Values.Fixed(Date32Type.Default, [.. Keys(keys, key => key)])),
        [CdcType.Decimal] = ("numeric(12,2)", keys => Values.Fixed(new Decimal128Type(12, 2), [.. Keys(keys, key => (Int128)key * 100)])),
        [CdcType.Uuid] = ("uuid", keys => Values.Uuids([.. Keys(keys, key => new Guid(key, 0, 0, new byte[8]))])),
        [CdcType.Text] = ("text", keys => Values.Text([.. Enumerable.Range(0, Rows).Select(row => $"key {row % keys}")])),
        [CdcType.Binary] = ("bytea", keys => Values.Binary([.. Enumerable.Range(0, Rows).Select(row => new[] { (byte)(row % keys) })])),
    };

    [Theory]
    [InlineData(CdcType.Boolean)]
    [InlineData(CdcType.Int16)]
    [InlineData(CdcType.Int32)]
    [InlineData(CdcType.Int64)]
    [InlineData(CdcType.Date)]
    [InlineData(CdcType.Decimal)]
    [InlineData(CdcType.Uuid)]
    [InlineData(CdcType.Text)]
    [InlineData(CdcType.Binary)]
    public void Equal_keys_of_any_type_have_one_worker_and_different_ones_several(CdcType type)
    {
        var keys = type == CdcType.Boolean ? 2 : 16;
        var (name, values) = Types[type];
        var table = new CdcTable("public", "users", CdcReplicaIdentity.Default, ["id"], [new CdcColumn("id", type, name, false)]);
        var workers = Assign(table, new StreamedTable(new string('I', Rows)).Column("id", name, values(keys)));
        for (var row = keys; row < Rows; row++)
            Assert.Equal(workers[row % keys], workers[row]);
        if (keys > 2)
            Assert.InRange(workers.Distinct().Count(), 2, Workers);
    }

    [Fact]
    public void All_columns_of_a_key_make_it()
    {
        var table = new CdcTable(
            "public",
            "users",
            CdcReplicaIdentity.Default,
            ["a", "b"],
            [new CdcColumn("a", CdcType.Int32, "integer", false), new CdcColumn("b", CdcType.Int32, "integer", false)]);
        var same = Values.Fixed(Int32Type.Default, Keys(1, key => key));
        var different = Values.Fixed(Int32Type.Default, Keys(Rows, key => key));
        StreamedTable Streamed(IArrowArray a, IArrowArray b) =>
            new StreamedTable(new string('I', Rows)) { Key = """["a","b"]""" }.Column("a", "integer", a).Column("b", "integer", b);
        Assert.InRange(Assign(table, Streamed(same, different)).Distinct().Count(), 2, Workers);
        Assert.InRange(Assign(table, Streamed(different, same)).Distinct().Count(), 2, Workers);
        Assert.Single(Assign(table, Streamed(same, same)).Distinct());
    }

    [Fact]
    public void A_key_that_an_update_left_out_of_line_is_that_of_its_old_image_and_alone_without_one()
    {
        var text = new CdcTable("public", "users", CdcReplicaIdentity.Default, ["id"], [new CdcColumn("id", CdcType.Text, "text", false)]);
        var workers = new int[20];
        var partitions = new KeyPartitions(text, Workers);
        for (var key = 0; key < workers.Length; key++)
        {
            var batch = new StreamedTable("IOU").Column("id", "text", Values.Text($"{key}", $"{key}", null)).Unchanged(2, 0).Decode(text);
            Assert.Equal(3, partitions.Assign(batch, 0));
            Assert.Equal(partitions[0], partitions[2]);
            workers[key] = partitions[2];
            batch.Release();
        }

        Assert.InRange(workers.Distinct().Count(), 2, Workers);
        var unknown = new StreamedTable("IUI").Column("id", "text", Values.Text("1", null, "1")).Unchanged(1, 0).Decode(text);
        Assert.Equal(1, partitions.Assign(unknown, 0));
        unknown.Release();
    }

    [Theory]
    [InlineData(CdcReplicaIdentity.Nothing, CdcType.Int64)]
    [InlineData(CdcReplicaIdentity.Default, CdcType.Array)]
    public void Where_deletes_tell_no_key_or_it_has_no_single_place_there_is_one_worker(CdcReplicaIdentity identity, CdcType type)
    {
        CdcColumn[] children = type == CdcType.Array ? [new CdcColumn("item", CdcType.Int64, "bigint", true)] : [];
        var table = new CdcTable("public", "users", identity, ["id"], [new CdcColumn("id", type, "bigint", false, children)]);
        Assert.Equal(1, new KeyPartitions(table, Workers).Workers);
    }

    private static T?[] Keys<T>(int keys, Func<int, T> value)
        where T : struct => [.. Enumerable.Range(0, Rows).Select(row => (T?)value(row % keys))];

    private static int[] Assign(CdcTable table, StreamedTable streamed)
    {
        var batch = streamed.Decode(table);
        var partitions = new KeyPartitions(table, Workers);
        Assert.Equal(Rows, partitions.Assign(batch, 0));
        var workers = Enumerable.Range(0, Rows).Select(row => partitions[row]).ToArray();
        batch.Release();
        return workers;
    }
}
