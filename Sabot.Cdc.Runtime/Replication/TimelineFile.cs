using System.Globalization;
using System.Text;
using Npgsql.Replication;

namespace Sabot.Cdc;

/// <summary>
/// A timeline's history file, from the server: a line for each timeline that it came from, of its number, the position
/// at which it was left, and a reason.
/// </summary>
internal static class TimelineFile
{
    /// <summary>The file's text.</summary>
    // Npgsql's TimelineHistory wants bytea, and PostgreSQL 15 and later say text (InvalidCastException, Npgsql 10.0.3).
    public static async Task<string> ReadAsync(
        LogicalReplicationConnection connection, uint timeline, CancellationToken cancellationToken)
    {
        var command = string.Create(CultureInfo.InvariantCulture, $"TIMELINE_HISTORY {timeline}");
        var row = await ReplicationCommand.QueryAsync(connection, command, cancellationToken).ConfigureAwait(false);
        return row[1] as string ?? Encoding.UTF8.GetString((byte[])row[1]);
    }

    /// <summary>Where a timeline was left, by the file of a later one; null when that did not come from it.</summary>
    public static ulong? ForkOf(uint timeline, string file)
    {
        foreach (var line in file.Split('\n'))
        {
            var fields = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length >= 2
                && uint.TryParse(fields[0], CultureInfo.InvariantCulture, out var number)
                && number == timeline
                && CdcPosition.TryParse(fields[1] + ":0", CultureInfo.InvariantCulture, out var fork))
                return fork.Lsn;
        }

        return null;
    }
}
