using Npgsql;

namespace Quickstart;

/// <summary>
/// Holds what the streams built against the tables themselves, and their counts against PostgreSQL's own counters.
/// </summary>
internal sealed class Verification(NpgsqlDataSource database)
{
    private readonly List<string> _differences = [];

    public IReadOnlyList<string> Differences => _differences;

    public async Task CheckUsersAsync(UsersReplica replica)
    {
        await CheckCountsAsync("users", replica.Inserts, replica.Updates, replica.Deletes);

        var rows = 0;
        await using var command = database.CreateCommand(
            """
            SELECT id, email, name, balance, active, logins, rating, born, wakes_at, created_at, token, profile::text,
                   encode(avatar, 'hex'), biography
            FROM users
            """);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            rows++;
            var id = reader.GetInt64(0);
            var expected = new User(
                reader.GetString(1),
                reader.IsDBNull(2) ? null : reader.GetString(2),
                reader.GetDecimal(3),
                reader.GetBoolean(4),
                reader.GetInt32(5),
                reader.IsDBNull(6) ? null : reader.GetDouble(6),
                reader.IsDBNull(7) ? null : reader.GetFieldValue<DateOnly>(7),
                reader.IsDBNull(8) ? null : reader.GetFieldValue<TimeOnly>(8),
                reader.GetDateTime(9),
                reader.GetGuid(10),
                reader.GetString(11),
                reader.IsDBNull(12) ? null : reader.GetString(12),
                reader.IsDBNull(13) ? null : reader.GetString(13));
            if (!replica.Users.TryGetValue(id, out var user))
                _differences.Add($"user {id} is in the table, but not in its changes");
            else if (user != expected)
                _differences.Add($"user {id}: the changes say {user}, the table {expected}");
        }
        if (rows != replica.Users.Count)
            _differences.Add($"users: {replica.Users.Count} rows by their changes, {rows} in the table");
    }

    public async Task CheckBankAsync(BankReplica bank)
    {
        await CheckCountsAsync("pgbench_accounts", 0, bank.AccountChanges, 0);
        await CheckCountsAsync("pgbench_tellers", 0, bank.TellerChanges, 0);
        await CheckCountsAsync("pgbench_branches", 0, bank.BranchChanges, 0);
        await CheckCountsAsync("pgbench_history", bank.Transfers, 0, 0);

        await CheckBalancesAsync("pgbench_accounts", "SELECT aid, abalance FROM pgbench_accounts", bank.Accounts);
        await CheckBalancesAsync("pgbench_tellers", "SELECT tid, tbalance FROM pgbench_tellers", bank.Tellers);
        await CheckBalancesAsync("pgbench_branches", "SELECT bid, bbalance FROM pgbench_branches", bank.Branches);

        await using var command = database.CreateCommand("SELECT coalesce(sum(delta), 0) FROM pgbench_history");
        var sum = (long)(await command.ExecuteScalarAsync())!;
        if (sum != bank.TransferredSum)
            _differences.Add($"pgbench_history: deltas sum up to {bank.TransferredSum} by the changes, to {sum} in the table");
    }

    // A balance that no change named is the one that pgbench starts with: zero.
    private async Task CheckBalancesAsync(string table, string query, Dictionary<int, int> balances)
    {
        var matched = 0;
        await using var command = database.CreateCommand(query);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var (id, expected) = (reader.GetInt32(0), reader.GetInt32(1));
            if (balances.TryGetValue(id, out var balance))
                matched++;
            if (balance != expected)
                _differences.Add($"{table} {id}: balance {balance} by the changes, {expected} in the table");
        }
        if (matched != balances.Count)
            _differences.Add($"{table}: {balances.Count - matched} changed rows are not in the table");
    }

    // The statistics were reset before the stream began, and count each row a statement touched.
    private async Task CheckCountsAsync(string table, long inserts, long updates, long deletes)
    {
        await using var command = database.CreateCommand(
            "SELECT n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_user_tables WHERE relname = $1");
        command.Parameters.AddWithValue(table);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        var expected = (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
        if (expected != (inserts, updates, deletes))
            _differences.Add($"{table}: {(inserts, updates, deletes)} inserts, updates and deletes by the changes, {expected} by the database");
    }
}
