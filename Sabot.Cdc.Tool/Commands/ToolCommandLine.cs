using System.CommandLine;
using Npgsql;
using Sabot.Cdc.Tool.Terminal;

namespace Sabot.Cdc.Tool.Commands;

/// <summary>The whole command line: parses the arguments, runs the command, and turns every failure into one sentence.</summary>
internal static class ToolCommandLine
{
    /// <summary>Runs the tool and returns its exit code; results go to one writer, everything else to the other.</summary>
    public static Task<int> RunAsync(
        IReadOnlyList<string> arguments, TextWriter output, TextWriter error, CancellationToken cancellationToken = default) =>
        RunAsync(arguments, new ToolConsole(TextReader.Null, output, error), cancellationToken);

    /// <inheritdoc cref="RunAsync(IReadOnlyList{string}, TextWriter, TextWriter, CancellationToken)"/>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> arguments, ToolConsole console, CancellationToken cancellationToken = default)
    {
        var noColor = new Option<bool>("--no-color")
        {
            Description = "No colours, as environment variable NO_COLOR says it for all programs. They are used on a terminal only.",
            Recursive = true,
        };
        var parsed = CreateRoot(console, noColor).Parse(arguments);
        console.TakesColors &= !parsed.GetValue(noColor);
        // A shell that completes a line hands it over as one argument, finished or not.
        var isCompletion = arguments is [var first, ..] && first.StartsWith("[suggest", StringComparison.Ordinal);
        if (!isCompletion && parsed.UnmatchedTokens.Any(token => token.Contains('=')))
        {
            // Part of a connection string that was not quoted: it may be the password, so it is not repeated.
            return await FailAsync(console, "An argument was not understood; a connection string has to be quoted as a whole.", ExitCode.WrongUsage);
        }

        if (!isCompletion && WrongUsage.Of(parsed) is { } wrong)
            return await FailAsync(console, wrong, ExitCode.WrongUsage);

        try
        {
            var configuration = new InvocationConfiguration { Output = console.Output, Error = console.Error, EnableDefaultExceptionHandler = false };
            return await parsed.InvokeAsync(configuration, cancellationToken);
        }
        catch (ToolException problem)
        {
            return await FailAsync(console, problem.Message, problem.ExitCode);
        }
        catch (OperationCanceledException)
        {
            return await FailAsync(console, "Interrupted.", ExitCode.Failure);
        }
        catch (PostgresException refusal)
        {
            return await FailAsync(console, $"The server refused a query: {refusal.MessageText} (SQLSTATE {refusal.SqlState}).", ExitCode.Failure);
        }
        catch (Exception error) when (error is NpgsqlException or IOException or TimeoutException)
        {
            return await FailAsync(console, $"The connection was lost: {error.Message.TrimEnd('.')}; run the command again.", ExitCode.Failure);
        }
        catch (Exception error)
        {
            return await FailAsync(console, $"The tool has a fault: {error.GetType().Name}: {WrongUsage.OneSentence(error.Message)}", ExitCode.Failure);
        }
    }

    private static RootCommand CreateRoot(ToolConsole console, Option<bool> noColor)
    {
        var root = new RootCommand("Typed change data capture for PostgreSQL: writes the .cdc schema files that Sabot.Cdc generates code from, and looks after the server's side of the stream.")
        {
            InitCommand.Create(),
            ScaffoldCommand.Create(),
            CheckCommand.Create(console),
            DoctorCommand.Create(console),
            TailCommand.Create(console),
            SlotsCommand.Create(console),
            CompletionCommand.Create(console),
        };
        root.Options.Add(ConfigOption.Instance);
        root.Options.Add(noColor);
        HelpText.Install(root, console);
        return root;
    }

    private static async Task<int> FailAsync(ToolConsole console, string message, int exitCode)
    {
        await console.Error.WriteLineAsync(console.ErrorPalette.Red(message));
        return exitCode;
    }
}
