using System.CommandLine;
using Npgsql;
using Sabot.Cdc.Tool.Catalog;
using Sabot.Cdc.Tool.Configuration;
using Sabot.Cdc.Tool.Doctor;
using Sabot.Cdc.Tool.Slots;
using Sabot.Cdc.Tool.Terminal;

namespace Sabot.Cdc.Tool.Commands;

/// <summary><c>doctor</c>: says everything that would stop or endanger a stream, before it starts.</summary>
internal static class DoctorCommand
{
    public static Command Create(ToolConsole console)
    {
        var connection = ConnectionOption.Create();
        var format = FormatOption.Create();
        var slot = new Option<string?>("--slot") { Description = "The slot that the application uses, or will.", HelpName = "name" };
        var publication = new Option<string?>("--publication", "-p") { Description = "The publication that the application uses, or will. Default: none is used.", HelpName = "name" };
        var output = new Option<string?>("--output", "-o")
        {
            Description = $"Folder of the .cdc files, whose tables are looked at. Default: what {ToolConfiguration.FileName} says, or {ToolConfiguration.DefaultOutput}; without one, the publication's tables, or all.",
            HelpName = "folder",
        };
        slot.CompletionSources.Add(SlotCompletion.Complete);
        var command = new ToolCommand(
            "doctor",
            """
            Says everything that would stop or endanger a stream, before it starts, each with the statement that mends it.

            Run it with the connection string of the application, since it also looks at the role's rights and settings. It
            changes nothing; to learn whether the plugin can be loaded, it creates a temporary slot and drops it.
            """)
        {
            slot, publication, output, format, connection,
        };
        command.Examples =
        [
            ("doctor --slot search_index --publication search_index", "what stands in the way of this application"),
            ("doctor --format json | jq -r '.findings[] | select(.fix) | .fix'", "all statements that would mend something"),
        ];
        command.ExitCodes = "0 nothing to mend; 1 warnings; 2 errors, which would stop a stream; 3 the server could not be looked at; 64 the command line is wrong.";
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var slotName = parsed.GetValue(slot) is { } name ? SlotName.Check(name) : null;
            var folder = parsed.GetValue(output);
            var usual = folder is null ? ConfigOption.Find(parsed)?.OutputFolder ?? ToolConfiguration.DefaultOutput : "";
            var declared = DeclaredTables.Read(folder ?? usual, isGiven: folder is not null);
            var connectionString = ConnectionOption.Resolve(parsed);
            await using var database = await CatalogConnection.OpenAsync(connectionString, cancellationToken);
            var report = await ExamineAsync(console, database, connectionString, slotName, parsed.GetValue(publication), declared, cancellationToken);
            if (parsed.GetValue(format) == FormatOption.Json)
                await JsonText.WriteAsync(console.Output, report.WriteJson);
            else
                report.WriteText(console.Output, console.OutputPalette);
            return report.ExitCode;
        });
        return command;
    }

    private static async Task<DoctorReport> ExamineAsync(
        ToolConsole console,
        NpgsqlConnection database,
        string connectionString,
        string? slotName,
        string? publicationName,
        DeclaredTables declared,
        CancellationToken cancellationToken)
    {
        using var progress = new Progress(console, "Looking at the server…");
        var examination = await Examination.ReadAsync(database, connectionString, slotName, publicationName, declared, progress, cancellationToken);
        return DoctorReport.Create(examination, $"{database.Host}:{database.Port}");
    }
}
