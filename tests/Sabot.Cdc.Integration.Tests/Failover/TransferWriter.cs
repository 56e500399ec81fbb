using System.Globalization;
using Npgsql;

namespace Sabot.Cdc.Integration.Tests.Failover;

/// <summary>
/// Commits transactions of random size over two tables, whose rows have ids by turns from 1 on, until it is enough or the
/// server is gone.
/// </summary>
internal sealed class TransferWriter(string connectionString, Random random)
{
    /// <summary>The last ids that the server has said to be committed.</summary>
    public (long Accounts, long Transfers) Committed { get; private set; }

    public async Task RunAsync(CancellationToken enough)
    {
        try
        {
            await WriteAsync(enough);
        }
        catch (NpgsqlException)
        {
            // The server was killed. Whether the last transaction was committed, the other one knows.
        }
    }

    private async Task WriteAsync(CancellationToken enough)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(CancellationToken.None);
        var (accounts, transfers) = (await LastAsync(connection, "accounts"), await LastAsync(connection, "transfers"));
        while (!enough.IsCancellationRequested)
        {
            await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
            var (newAccounts, newTransfers) = (random.Next(4), random.Next(random.Next(10) == 0 ? 200 : 4));
            await InsertAsync(connection, $"INSERT INTO accounts SELECT n, n % 97 FROM generate_series({accounts + 1}, {accounts + newAccounts}) n");
            await InsertAsync(connection, $"INSERT INTO transfers SELECT n, 0, n % 89 FROM generate_series({transfers + 1}, {transfers + newTransfers}) n");
            if (random.Next(10) == 0)
            {
                await transaction.RollbackAsync(CancellationToken.None);
                continue;
            }

            await transaction.CommitAsync(CancellationToken.None);
            Committed = (accounts += newAccounts, transfers += newTransfers);
        }
    }

    private static async Task<long> LastAsync(NpgsqlConnection connection, string table)
    {
        await using var command = new NpgsqlCommand($"SELECT coalesce(max(id), 0)::int8 FROM {table}", connection);
        return (long)(await command.ExecuteScalarAsync(CancellationToken.None))!;
    }

    private static async Task InsertAsync(NpgsqlConnection connection, FormattableString sql)
    {
        await using var command = new NpgsqlCommand(sql.ToString(CultureInfo.InvariantCulture), connection);
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }
}
