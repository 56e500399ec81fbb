namespace Sabot.Cdc.Runtime.Tests.Delivery;

public class PluginOptionsTests
{
    [Fact]
    public void Names_are_quoted_for_the_plugin_and_for_the_literal_around_them()
    {
        CdcTable[] tables =
        [
            ItemChange.Table,
            new("Odd\"ly", "it's", CdcReplicaIdentity.Nothing, [], []),
        ];
        var options = Create(new CdcOptions { Publication = "shop's \"all\"" }, tables);
        Assert.Equal("\"public\".\"items\",\"Odd\"\"ly\".\"it''s\"", options["tables"]);
        Assert.Equal("\"shop''s \"\"all\"\"\"", options["publication_names"]);
    }

    [Fact]
    public void Without_a_publication_only_the_tables_are_named()
    {
        var options = Create(new CdcOptions { CoalesceInterval = TimeSpan.FromSeconds(1.5) }, [ItemChange.Table]);
        Assert.False(options.ContainsKey("publication_names"));
        Assert.Equal("1", options["proto_version"]);
        Assert.Equal("frames", options["format"]);
        Assert.Equal("arrow", options["nested_types"]);
        Assert.Equal("1500", options["coalesce_ms"]);
        Assert.Equal("16384", options["max_batch_rows"]);
        Assert.Equal("65536", options["max_batch_bytes"]);
    }

    [Fact]
    public void Transactions_in_progress_come_only_when_they_are_asked_for()
    {
        Assert.False(Create(new CdcOptions(), [ItemChange.Table]).ContainsKey("streaming"));
        Assert.Equal("on", Create(new CdcOptions { Streaming = true }, [ItemChange.Table])["streaming"]);
    }

    [Fact]
    public void For_all_tables_no_table_is_named()
    {
        var options = PluginOptions.Create(new CdcOptions(), new SubscribedTables([ItemChange.Table], AreAll: true));
        Assert.DoesNotContain(options, option => option.Key == "tables");
    }

    private static Dictionary<string, string?> Create(CdcOptions options, CdcTable[] tables)
        => PluginOptions.Create(options, new SubscribedTables(tables, AreAll: false)).ToDictionary();
}
