using Npgsql;
using Sabot.Cdc.Tool.Catalog;
using Sabot.Cdc.Tool.Check;
using Sabot.Cdc.Tool.Slots;
using Sabot.Cdc.Tool.Terminal;

namespace Sabot.Cdc.Tool.Doctor;

/// <summary>Everything that doctor looks at, read once; the checks ask nothing of the server any more.</summary>
internal sealed record Examination(
    ServerExamination Server,
    string? SlotName,
    string? PublicationName,
    ExaminedPublication? Publication,
    DeclaredTables Declared,
    IReadOnlyList<ExaminedTable> Tables,
    PluginTrial Trial)
{
    /// <summary>The slot that is to be used; null if none was named or it does not exist.</summary>
    public Slot? Slot => SlotName is null ? null : Server.Slots.FirstOrDefault(slot => slot.Name == SlotName);

    /// <summary>What the database has otherwise than the files say.</summary>
    public CheckResult? Drift { get; init; }

    public static async Task<Examination> ReadAsync(
        NpgsqlConnection connection,
        string connectionString,
        string? slotName,
        string? publicationName,
        DeclaredTables declared,
        Progress progress,
        CancellationToken cancellationToken)
    {
        progress.Report("Reading the server's settings and slots…");
        var server = await ServerExamination.ReadAsync(connection, cancellationToken);
        var publication = publicationName is null ? null : await ExaminedPublication.ReadAsync(connection, publicationName, cancellationToken);
        progress.Report("Reading the tables…");
        IReadOnlyList<TableName>? names = declared.Tables is { } files ? [.. files.Select(TableName.Of)]
            : publication is not null ? [.. publication.Members.Select(member => member.Name)]
            : null;
        var tables = await ExaminedTable.ReadAsync(connection, names, cancellationToken);
        var drift = declared is { Tables.Count: > 0, Findings.Count: 0 } ? await DatabaseCheck.RunAsync(connection, declared.Folder, null, cancellationToken) : null;
        progress.Report("Trying the plugin with a temporary slot…");
        var trial = await PluginTrial.RunAsync(connectionString, server, cancellationToken);
        return new Examination(server, slotName, publicationName, publication, declared, tables, trial) { Drift = drift };
    }
}
