using Npgsql.Replication;
using Npgsql.Replication.Internal;

namespace Sabot.Cdc.Client.Bench.Rivals;

/// <summary>A slot of wal2json as Npgsql's START_REPLICATION wants it.</summary>
internal sealed class JsonSlot(string slot) : LogicalReplicationSlot("wal2json", new ReplicationSlotOptions(slot));
