using Npgsql;
using Sabot.Cdc.Fuzz.Corpus;

namespace Sabot.Cdc.Fuzz.Capture;

/// <summary>Makes the corpus anew: runs each session of <c>corpus.sql</c> and keeps what wal2arrow made of it.
/// </summary>
internal static class CorpusCapture
{
    private const string Slot = "fuzz_capture";

    internal static async Task RunAsync(string connectionString, string script, string folder)
    {
        Directory.CreateDirectory(folder);
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        foreach (var session in CorpusScript.Parse(await File.ReadAllTextAsync(script)))
        {
            var payloads = await CaptureAsync(connection, session);
            var path = Path.Combine(folder, session.Name + CorpusFile.Extension);
            CorpusFile.Write(path, payloads);
            Console.WriteLine($"{path}: {payloads.Count} payloads, {payloads.Sum(p => p.Length)} bytes");
        }
    }

    private static async Task<List<byte[]>> CaptureAsync(NpgsqlConnection connection, CorpusScript session)
    {
        await ExecuteAsync(connection, $"SELECT pg_create_logical_replication_slot('{Slot}', 'wal2arrow')");
        foreach (var statement in session.Statements)
            await ExecuteAsync(connection, statement);

        var options = string.Concat(
            session.Options.Select(option => $", '{option.Replace("=", "', '", StringComparison.Ordinal)}'"));
        List<byte[]> payloads = [];
        await using (var read = new NpgsqlCommand(
            $"SELECT data FROM pg_logical_slot_get_binary_changes('{Slot}', NULL, NULL{options})", connection))
        {
            await using var reader = await read.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                payloads.Add(reader.GetFieldValue<byte[]>(0));
        }

        await ExecuteAsync(connection, $"SELECT pg_drop_replication_slot('{Slot}')");
        return payloads;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
