using System.CommandLine;

namespace Sabot.Cdc.Tool.Commands;

/// <summary>The whole command line: parses the arguments, runs the command, and turns every failure into one sentence.</summary>
internal static class ToolCommandLine
{
    /// <summary>Runs the tool and returns its exit code; results go to one writer, everything else to the other.</summary>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> arguments, TextWriter output, TextWriter error, CancellationToken cancellationToken = default)
    {
        var root = new RootCommand("Keeps the .cdc schema files, from which Sabot.Cdc generates typed changes, in step with a PostgreSQL database.")
        {
            InitCommand.Create(),
            ScaffoldCommand.Create(),
        };

        var parsed = root.Parse(arguments);
        if (parsed.UnmatchedTokens.Any(token => token.Contains('=')))
        {
            // Part of a connection string that was not quoted: it may be the password, so it is not repeated.
            await error.WriteLineAsync("An argument was not understood; a connection string has to be quoted as a whole.");
            return ExitCode.WrongUsage;
        }

        if (parsed.Errors.Count > 0)
        {
            foreach (var problem in parsed.Errors)
                await error.WriteLineAsync($"{problem.Message} See: dotnet sabot-cdc {CommandPath(parsed)}--help");
            return ExitCode.WrongUsage;
        }

        try
        {
            var configuration = new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false };
            return await parsed.InvokeAsync(configuration, cancellationToken);
        }
        catch (ToolException problem)
        {
            await error.WriteLineAsync(problem.Message);
            return problem.ExitCode;
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("Interrupted.");
            return ExitCode.Failure;
        }
    }

    private static string CommandPath(ParseResult parsed) =>
        parsed.CommandResult.Command is RootCommand ? "" : parsed.CommandResult.Command.Name + " ";
}
