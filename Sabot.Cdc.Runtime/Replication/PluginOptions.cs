using System.Globalization;

namespace Sabot.Cdc;

/// <summary>The options that START_REPLICATION hands to wal2arrow.</summary>
internal static class PluginOptions
{
    public const string Plugin = "wal2arrow";

    public static List<KeyValuePair<string, string?>> Create(CdcOptions options, SubscribedTables tables)
    {
        List<KeyValuePair<string, string?>> result =
        [
            new("proto_version", "1"),
            new("format", "frames"),
            new("nested_types", "arrow"),
            new("max_batch_rows", options.MaxBatchRows.ToString(CultureInfo.InvariantCulture)),
            new("max_batch_bytes", options.MaxBatchBytes.ToString(CultureInfo.InvariantCulture)),
            new("coalesce_ms", options.CoalesceInterval.TotalMilliseconds.ToString("F0", CultureInfo.InvariantCulture)),
        ];
        if (options.Streaming)
            result.Add(new("streaming", "on"));
        if (!tables.AreAll)
            result.Add(new("tables", SqlText.LiteralBody(string.Join(",", tables.Named.Select(SqlText.Identifier)))));
        else if (options.OnlyTables is { } only)
            result.Add(new("tables", SqlText.LiteralBody(only)));
        if (options.Publication is { } publication)
            result.Add(new("publication_names", SqlText.LiteralBody(SqlText.Identifier(publication))));
        return result;
    }
}
