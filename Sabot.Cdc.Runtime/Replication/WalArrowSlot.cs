using Npgsql.Replication;
using Npgsql.Replication.Internal;

namespace Sabot.Cdc;

/// <summary>A slot as Npgsql's START_REPLICATION wants it, starting where the slot itself says.</summary>
// Npgsql puts the name into the command as it is; quoted, a name may begin with a digit or be a keyword.
internal sealed class WalArrowSlot(string slot)
    : LogicalReplicationSlot(PluginOptions.Plugin, new ReplicationSlotOptions(SqlText.Identifier(slot)));
