using System.Runtime.CompilerServices;
using Npgsql;
using Npgsql.Replication;

namespace Sabot.Cdc;

/// <summary>Commands of the replication protocol that Npgsql does not offer, or reads wrongly.</summary>
/// <remarks>
/// Implementation note: they are only understood by a walsender, as simple queries, and Npgsql sends those through a
/// method of its own alone.
/// </remarks>
internal static class ReplicationCommand
{
    /// <summary>A command that answers with one row.</summary>
    public static Task<object[]> QueryAsync(
        ReplicationConnection connection, string command, CancellationToken cancellationToken) =>
        ReadSingleRow(connection, command, cancellationToken);

    /// <summary>A command that answers with nothing but its end. The connection cannot be used after it.</summary>
    public static async Task ExecuteAsync(
        ReplicationConnection connection, string command, CancellationToken cancellationToken)
    {
        try
        {
            await ReadSingleRow(connection, command, cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException e) when (ServerErrors.EndsStream(e))
        {
            // CommandComplete, where Npgsql had expected a row: it gives the connection up.
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = nameof(ReadSingleRow))]
    private static extern Task<object[]> ReadSingleRow(
        ReplicationConnection connection, string command, CancellationToken cancellationToken);
}
