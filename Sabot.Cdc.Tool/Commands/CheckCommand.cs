using System.CommandLine;
using Npgsql;
using Sabot.Cdc.Tool.Catalog;
using Sabot.Cdc.Tool.Check;
using Sabot.Cdc.Tool.Check.Reports;
using Sabot.Cdc.Tool.Configuration;
using Sabot.Cdc.Tool.Terminal;

namespace Sabot.Cdc.Tool.Commands;

/// <summary><c>check</c>: compares the .cdc files with the database, or with those of a git revision.</summary>
internal static class CheckCommand
{
    private const string Description =
        $"""
        Compares the .cdc files with the database, or with those of a git revision, and says of each difference whether it
        breaks source code or running clients, and whether the database or the code is to be deployed first.

        It changes nothing. Compared are the tables that {ToolConfiguration.FileName} selects, or without one those that have files.
        """;

    public static Command Create(ToolConsole console)
    {
        var connection = ConnectionOption.Create();
        var output = new Option<string?>("--output", "-o")
        {
            Description = $"Folder of the .cdc files. Default: {ToolConfiguration.DefaultOutput}.",
            HelpName = "folder",
        };
        var against = new Option<string?>("--against", "-a")
        {
            Description = "A git revision, such as main, whose files are compared with those of the working tree; no database is asked.",
            HelpName = "revision",
        };
        var format = new Option<string>("--format", "-f")
        {
            Description = "text for people, json for programs, msbuild for builds, github for annotations of a pull request.",
            HelpName = string.Join('|', CheckFormat.All),
            DefaultValueFactory = _ => CheckFormat.Text,
        };
        format.AcceptOnlyFromAmong(CheckFormat.All);
        var required = new Option<bool>("--required") { Description = "In formats msbuild and github: not having been able to compare is an error, not a warning." };
        var optional = new Option<bool>("--optional") { Description = "Where no connection string is configured, compare nothing, with exit code 0." };

        var command = new ToolCommand("check", Description) { connection, output, against, format, required, optional };
        command.Examples =
        [
            ("check", "do the files still match the database?"),
            ("check --against main", "what the branch changes, before it is merged"),
            ("check --format json | jq -r '.differences[] | select(.breaking) | .what'", "all that breaks something"),
        ];
        command.ExitCodes = "0 the files are the same; 1 there are differences that break nothing; 2 there are some that break source code or running clients; 3 they could not be compared; 64 the command line is wrong.";
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var revision = parsed.GetValue(against);
            CheckUsage(revision, parsed.GetValue(connection), parsed.GetValue(required), parsed.GetValue(optional));
            var report = ReportOf(parsed.GetValue(format)!, console.Output);
            try
            {
                var configuration = ConfigOption.Find(parsed);
                var folder = parsed.GetValue(output) ?? configuration?.OutputFolder ?? ToolConfiguration.DefaultOutput;
                var result = revision is not null
                    ? await RevisionCheck.RunAsync(revision, folder, cancellationToken)
                    : parsed.GetValue(optional) && ConnectionStrings.WhyNone(parsed.GetValue(connection), configuration) is { } why
                    ? Skipped(console, why)
                    : await AskDatabaseAsync(ConnectionStrings.Resolve(parsed.GetValue(connection), configuration), folder, configuration, console, cancellationToken);
                if (result is not null)
                    await WriteAsync(parsed.GetValue(format)!, report, result, console);
                return result?.ExitCode ?? ExitCode.Success;
            }
            catch (Exception failure) when (report is not null && Reason(failure) is not null)
            {
                report.WriteFailure(Reason(failure)!, parsed.GetValue(required));
                return (failure as ToolException)?.ExitCode ?? ExitCode.Failure;
            }
        });
        return command;
    }

    private static void CheckUsage(string? revision, string? connection, bool isRequired, bool isOptional)
    {
        if (revision is not null && connection is not null)
            throw new ToolException($"--against compares with git, and {ConnectionOption.Name} with a database; give one of them.", ExitCode.WrongUsage);
        if (isRequired && isOptional)
            throw new ToolException("--required and --optional exclude each other; give one of them.", ExitCode.WrongUsage);
    }

    private static async Task<CheckResult> AskDatabaseAsync(
        string connectionString, string folder, ToolConfiguration? configuration, ToolConsole console, CancellationToken cancellationToken)
    {
        using var progress = new Progress(console, "Reading the catalog…");
        await using var database = await CatalogConnection.OpenAsync(connectionString, cancellationToken);
        return await DatabaseCheck.RunAsync(database, folder, configuration, cancellationToken);
    }

    private static CheckResult? Skipped(ToolConsole console, string why)
    {
        console.Error.WriteLine($"sabot-cdc: not compared, because no connection is configured here: {why}");
        return null;
    }

    private static async Task WriteAsync(string format, LineReport? report, CheckResult result, ToolConsole console)
    {
        if (report is not null)
            report.Write(result);
        else if (format == CheckFormat.Json)
            await JsonText.WriteAsync(console.Output, json => JsonReport.Write(json, result));
        else
            TextReport.Write(console.Output, console.OutputPalette, result);
    }

    private static LineReport? ReportOf(string format, TextWriter output) => format switch
    {
        CheckFormat.MSBuild => new MSBuildReport(output),
        CheckFormat.GitHub => new GitHubReport(output, Environment.GetEnvironmentVariable("GITHUB_WORKSPACE")),
        _ => null,
    };

    /// <summary>Why nothing could be compared; null for a fault of the tool itself.</summary>
    private static string? Reason(Exception failure) => failure switch
    {
        ToolException problem => problem.Message,
        NpgsqlException or TimeoutException => $"The connection was lost: {failure.Message.TrimEnd('.')}; try again.",
        _ => null,
    };
}
