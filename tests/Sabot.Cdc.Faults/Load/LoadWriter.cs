using System.Net.Sockets;
using Npgsql;
using Sabot.Cdc.Faults.Running;

namespace Sabot.Cdc.Faults.Load;

/// <summary>
/// Commits transactions until it is enough, through every failure of the server, and tells the model which ones were.
/// </summary>
/// <param name="wantsLarge">Whether the next transaction is to be a large one.</param>
/// <param name="plenty">So many changes say all that a schedule can; what takes longer goes on at leisure.</param>
internal sealed class LoadWriter(
    CurrentServer current, string database, int writer, int writers, int seed, int plenty, Func<bool> wantsLarge, Model model)
{
    /// <summary>Longer than any fault keeps the server away.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Random _random = new(seed);
    private readonly WriterHistory _history = new(model);
    private PostgresServer _server = current.Server;
    private NpgsqlConnection? _connection;

    public async Task RunAsync(CancellationToken enough)
    {
        var plan = new LoadPlan(writer, writers, new Random(_random.Next()));
        var committed = 0;
        while (!enough.IsCancellationRequested)
        {
            var transaction = plan.Next(wantsLarge());
            var (isCommitted, answered) = await CommitAsync(transaction);
            if (isCommitted)
            {
                model.Commit(writer, transaction.Changes, transaction.Undone);
                _history.Add(transaction, answered);
            }
            else
            {
                transaction.RollBackTo(0);
                model.RollBack(transaction.Undone);
            }

            await FollowAsync();
            committed += transaction.Changes.Count;
            var most = committed > plenty ? 250 : _random.Next(8) == 0 ? 60 : 12;
            await Task.Delay(_random.Next(most), CancellationToken.None);
        }

        await FollowAsync();
        if (_connection is not null)
            await _connection.DisposeAsync();
    }

    private async Task<(bool IsCommitted, bool Answered)> CommitAsync(PlannedTransaction transaction)
    {
        try
        {
            _connection ??= await OpenAsync();
            await ExecuteAsync($"BEGIN;\n{transaction.Statements}");
            await ExecuteAsync(transaction.RollsBack ? "ROLLBACK" : "COMMIT");
            return (!transaction.RollsBack, true);
        }
        catch (Exception e) when (IsOfServer(e))
        {
            return (await WasCommittedAsync(transaction), false);
        }
    }

    // After a failover, what was committed is what the new primary has.
    private async Task FollowAsync()
    {
        if (_server == current.Server)
            return;
        _server = current.Server;
        if (_connection is not null)
            await _connection.DisposeAsync();
        _connection = await OpenAsync();
        await using var command = new NpgsqlCommand($"SELECT id FROM journal WHERE id % {writers} = {writer}", _connection);
        await using var reader = await command.ExecuteReaderAsync();
        var journal = new HashSet<long>();
        while (await reader.ReadAsync())
            journal.Add(reader.GetInt64(0));
        _history.Keep(journal);
    }

    // The server that ran the COMMIT has ended before another one lets anybody in, so the answer is final.
    private async Task<bool> WasCommittedAsync(PlannedTransaction transaction)
    {
        await _connection!.DisposeAsync();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                _connection = await OpenAsync();
                await using var command = new NpgsqlCommand($"SELECT count(*) > 0 FROM journal WHERE id = {transaction.Number}", _connection);
                return (bool)(await command.ExecuteScalarAsync())!;
            }
            catch (Exception e) when (IsOfServer(e) && attempt < 10)
            {
                // It went away again.
                await _connection.DisposeAsync();
            }
        }
    }

    private async Task<NpgsqlConnection> OpenAsync()
    {
        for (var began = Environment.TickCount64; ;)
        {
            try
            {
                return await current.OpenAsync(database);
            }
            catch (Exception e) when (IsOfServer(e) && Environment.TickCount64 - began < Patience.TotalMilliseconds)
            {
                await Task.Delay(20);
            }
        }
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        await command.ExecuteNonQueryAsync();
    }

    // Class 57: the server ends or starts. Any other error of its own is a fault of the load.
    private static bool IsOfServer(Exception e) => e is PostgresException postgres
        ? postgres.SqlState.StartsWith("57", StringComparison.Ordinal)
        : e is NpgsqlException or SocketException or IOException or TimeoutException;
}
