using System.Diagnostics;
using Npgsql;

namespace Sabot.Cdc;

/// <summary>The tags of instruments and activities, named by OpenTelemetry's messaging conventions.</summary>
/// <remarks>
/// A slot is what those conventions call a consumer group: whoever shares it shares the place in the stream. A table is
/// a destination.
/// </remarks>
internal static class Tags
{
    internal const string System = "messaging.system";
    internal const string Slot = "messaging.consumer.group.name";
    internal const string Table = "messaging.destination.name";
    internal const string Consumer = "messaging.destination.subscription.name";
    internal const string Operation = "messaging.operation.name";
    internal const string OperationType = "messaging.operation.type";
    internal const string BatchCount = "messaging.batch.message_count";
    internal const string ErrorType = "error.type";
    internal const string ServerAddress = "server.address";
    internal const string ServerPort = "server.port";
    internal const string Process = "process";
    internal const string Position = "sabot.cdc.position";

    private const string PostgreSql = "postgresql";

    /// <summary>Those of everything that a client measures.</summary>
    internal static TagList OfClient(CdcOptions options)
    {
        var server = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        return new TagList
        {
            { System, PostgreSql },
            { Slot, options.Slot },
            { ServerAddress, server.Host },
            { ServerPort, server.Port },
        };
    }

    /// <summary>Those of one stream of a client.</summary>
    internal static TagList OfStream(TagList ofClient, string tables, string consumer)
    {
        ofClient.Add(Table, tables);
        ofClient.Add(Consumer, consumer);
        return ofClient;
    }
}
