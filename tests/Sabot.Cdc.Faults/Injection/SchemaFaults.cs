using Sabot.Cdc.Faults.Consuming;
using Sabot.Cdc.Faults.Running;

namespace Sabot.Cdc.Faults.Injection;

/// <summary>What happens to tables while they are written.</summary>
internal static class SchemaFaults
{
    private static readonly string[] Tables = ["accounts", "transfers", "documents", "drifting"];

    /// <summary>Of columns and tables that no code was compiled against.</summary>
    public static IReadOnlyList<Fault> Passing { get; } = [new("columns added, renamed, dropped", 3, AlterAsync)];

    /// <summary>After which nothing goes on, or everything but the table.</summary>
    public static IReadOnlyList<Fault> Final { get; } =
    [
        new("compiled column dropped", 1, DropCompiledAsync, ConsumerExit.Drift),
        new("compiled column dropped, and only its table stops", 2, DropCompiledOfOneAsync, StopsTable: "drifting"),
    ];

    private static async Task AlterAsync(ScheduleRun run)
    {
        var table = Tables[run.Random.Next(Tables.Length)];
        var bystander = $"bystander_{run.Random.Next()}";
        string[] statements =
        [
            $"ALTER TABLE {table} ADD COLUMN spare integer DEFAULT 7",
            $"CREATE TABLE {bystander} (id bigint PRIMARY KEY, spare text)",
            $"INSERT INTO {bystander} SELECT n, 'x' FROM generate_series(1, 50) n",
            $"ALTER TABLE {table} RENAME COLUMN spare TO extra_spare",
            $"ALTER TABLE {table} ALTER COLUMN extra_spare TYPE text",
            $"DROP TABLE {bystander}",
            $"ALTER TABLE {table} DROP COLUMN extra_spare",
        ];
        foreach (var statement in statements)
        {
            await run.ExecuteAsync(statement);
            await run.SleepAsync(0, 60);
        }
    }

    private static async Task DropCompiledOfOneAsync(ScheduleRun run)
    {
        await DropCompiledAsync(run);
        await run.StreamStopsAsync("CdcSchemaDriftException");
    }

    private static Task DropCompiledAsync(ScheduleRun run) => run.ExecuteAsync("ALTER TABLE drifting DROP COLUMN extra");
}
