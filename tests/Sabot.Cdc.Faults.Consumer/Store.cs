using System.Globalization;
using System.Net.Sockets;
using Npgsql;

namespace Sabot.Cdc.Faults.Consumer;

/// <summary>
/// The consumer's own database: a change and its position are written in one transaction, so that both are there or
/// neither is. It is on the servers that the faults strike, so every write may have to be tried again.
/// </summary>
/// <param name="connectionString">Names all servers of which one is the primary, if there are several.</param>
internal sealed class Store(string connectionString) : IPositionStore, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly NpgsqlDataSource _database = Open(new NpgsqlDataSourceBuilder(connectionString));

    public Func<CdcTimeline> Timeline { get; set; } = null!;

    /// <summary>A client begins, behind the last change that is stored; nulls before the first.</summary>
    public Task<(CdcPosition? Position, CdcTimeline? Timeline)> BeginAsync() => RetryAsync(async () =>
    {
        await ExecuteAsync("INSERT INTO ledger (line) VALUES ('S')");
        var (position, timeline) = await PositionAsync();
        return timeline is null ? default : ((CdcPosition?)position, timeline);
    });

    public async ValueTask RecordAsync(Handled change)
    {
        var attempts = 0;
        await RetryAsync(async () =>
        {
            // After a COMMIT without an answer, the position says whether it was one.
            if (attempts++ == 0 || (await PositionAsync()).Position.CompareTo(change.Position) < 0)
                await ExecuteAsync($"INSERT INTO ledger (line) VALUES ('{change.Line}'); {Moved(change.Position, Timeline())}");
            return true;
        });
    }

    /// <summary>Progress without changes.</summary>
    public async ValueTask SaveAsync(CdcPosition position, CdcTimeline timeline, CancellationToken cancellationToken) => await RetryAsync(async () =>
    {
        cancellationToken.ThrowIfCancellationRequested();
        await ExecuteAsync(Moved(position, timeline));
        return true;
    });

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private static NpgsqlDataSource Open(NpgsqlDataSourceBuilder builder) => builder.ConnectionStringBuilder.Host!.Contains(',')
        ? builder.BuildMultiHost().WithTargetSession(TargetSessionAttributes.Primary)
        : builder.Build();

    // Only forwards: progress may be stored while a change is.
    private static string Moved(CdcPosition position, CdcTimeline timeline) => string.Create(
        CultureInfo.InvariantCulture,
        $"UPDATE position SET lsn = {position.Lsn}, sequence = {position.Sequence}, timeline = '{timeline}' WHERE (lsn, sequence) < ({position.Lsn}, {position.Sequence})");

    private async Task<(CdcPosition Position, CdcTimeline? Timeline)> PositionAsync()
    {
        await using var command = _database.CreateCommand("SELECT lsn, sequence, timeline FROM position");
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        var position = new CdcPosition((ulong)reader.GetDecimal(0), (uint)reader.GetInt64(1));
        return (position, await reader.IsDBNullAsync(2) ? null : CdcTimeline.Parse(reader.GetString(2)));
    }

    // Several statements in one command are one transaction.
    private async Task ExecuteAsync(string sql)
    {
        await using var command = _database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<T> RetryAsync<T>(Func<Task<T>> work)
    {
        for (var began = Environment.TickCount64; ;)
        {
            try
            {
                return await work();
            }
            catch (Exception e) when (IsOfServer(e) && Environment.TickCount64 - began < Patience.TotalMilliseconds)
            {
                await Task.Delay(50);
            }
        }
    }

    private static bool IsOfServer(Exception e) => e is PostgresException postgres
        ? postgres.SqlState.StartsWith("57", StringComparison.Ordinal)
        : e is NpgsqlException or SocketException or IOException or TimeoutException;
}
