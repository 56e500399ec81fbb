using Sabot.Cdc.Tool.Commands;
using Sabot.Cdc.Tool.Configuration;

namespace Sabot.Cdc.Tool.Tests.Commands;

public sealed class ToolCommandLineTests
{
    [Theory]
    [InlineData("")]
    [InlineData("scafold")]
    [InlineData("scaffold --connection")]
    [InlineData("scaffold --bogus")]
    [InlineData("scaffold --connection Host=localhost; Password=secret")]
    [InlineData("scaffold --connection Database=x")]
    [InlineData("scaffold --connection garbage")]
    [InlineData("scaffold --connection Host=localhost;Pasword=secret")]
    [InlineData("scaffold --connection Host=localhost;Password=pass;secret=word")]
    [InlineData("scaffold --connection Host=localhost;Port=secret")]
    [InlineData("scaffold --connection postgres://me:secret@localhost/db")]
    [InlineData("scaffold --connection Host=localhost --schema pg_catalog")]
    [InlineData("slots")]
    [InlineData("slots list --connection Host=localhost;Pasword=secret")]
    [InlineData("slots list --format xml")]
    [InlineData("slots create --connection Host=localhost")]
    [InlineData("slots create Upper --connection Host=localhost")]
    [InlineData("slots drop x --connection Host=localhost;Password=secret")]
    [InlineData("completion tcsh")]
    [InlineData("check --format xml")]
    [InlineData("check --connection Host=localhost;Pasword=secret")]
    [InlineData("check --against main --connection Host=localhost;Password=secret")]
    public async Task AWrongCommandLineIsOneSentenceWithoutTheSecret(string commandLine)
    {
        var (exitCode, output, error) = await RunAsync(commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(ExitCode.WrongUsage, exitCode);
        Assert.Empty(output);
        Assert.NotEmpty(error);
        Assert.DoesNotContain("secret", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NobodyListeningIsAFailureThatNamesTheAddress()
    {
        var (exitCode, _, error) = await RunAsync("scaffold", "--connection", "Host=127.0.0.1;Port=1;Username=me;Password=secret");

        Assert.Equal(ExitCode.Failure, exitCode);
        Assert.StartsWith("No server can be reached at 127.0.0.1:1 ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheVersionAloneIsPrinted()
    {
        var (exitCode, output, _) = await RunAsync("--version");

        Assert.Equal(ExitCode.Success, exitCode);
        Assert.Matches(@"^\d+\.\d+\.\d+\S*\n$", output.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task AWrongValueIsOneSentenceWithTheRightOnes()
    {
        var (_, _, error) = await RunAsync("slots", "list", "--format", "xml");

        Assert.Equal("Argument 'xml' not recognized. Must be one of: 'text', 'json'. See: dotnet sabot-cdc slots list --help", error.Trim());
    }

    [Theory]
    [InlineData("scafold", "'scafold' is no command of dotnet sabot-cdc. Did you mean scaffold? See: dotnet sabot-cdc --help")]
    [InlineData("slots lst x", "'lst' is no command of dotnet sabot-cdc slots. Did you mean list? See: dotnet sabot-cdc slots --help")]
    [InlineData("tail --tabels x", "'--tabels' is no option of dotnet sabot-cdc tail. Did you mean --tables? See: dotnet sabot-cdc tail --help")]
    [InlineData("tail --no-colour", "'--no-colour' is no option of dotnet sabot-cdc tail. Did you mean --no-color? See: dotnet sabot-cdc tail --help")]
    [InlineData("tail x", "'x' is no argument of dotnet sabot-cdc tail. See: dotnet sabot-cdc tail --help")]
    [InlineData("tail --limit many", "--limit wants a number, not 'many'. See: dotnet sabot-cdc tail --help")]
    [InlineData("slots", "A command is missing: list, create, drop. See: dotnet sabot-cdc slots --help")]
    public async Task AMistypedLineIsOneSentenceWithWhatWasProbablyMeant(string commandLine, string sentence)
    {
        var (exitCode, _, error) = await RunAsync(commandLine.Split(' '));

        Assert.Equal((ExitCode.WrongUsage, sentence), (exitCode, error.Trim()));
    }

    [Theory]
    [InlineData("slots list")]
    [InlineData("slots create")]
    [InlineData("slots drop")]
    [InlineData("completion")]
    [InlineData("check")]
    public async Task TheHelpOfACommandHasItsUsageExamplesAndExitCodes(string command)
    {
        var (exitCode, output, error) = await RunAsync([.. command.Split(' '), "--help"]);

        Assert.Equal((ExitCode.Success, ""), (exitCode, error));
        Assert.Contains($"\n  dotnet sabot-cdc {command}", output.ReplaceLineEndings("\n").Split("Examples:")[0], StringComparison.Ordinal);
        Assert.Contains($"\n  dotnet sabot-cdc {command}", output.ReplaceLineEndings("\n").Split("Examples:")[1], StringComparison.Ordinal);
        Assert.Contains("Exit codes: 0 ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheListOfCommandsHasOneSentenceForEachInLinesOfItsOwnWidth()
    {
        var (_, output, _) = await RunAsync("--help");

        Assert.Contains("doctor", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Exit codes:", output, StringComparison.Ordinal);
        // Two lines at this width, wherever they are broken; the source's own line breaks would make more.
        Assert.Matches(@"\n  scaffold +Reads the tables [^\n]{20,}\n +[^\n]+ columns have\. *\n  check ", output.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task TheHelpTextListsTheExitCodes()
    {
        var (exitCode, output, _) = await RunAsync("scaffold", "--help");

        Assert.Equal(ExitCode.Success, exitCode);
        Assert.Contains("Exit codes: 0 ", output, StringComparison.Ordinal);
        Assert.Contains(ConnectionStrings.Variable, output, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await ToolCommandLine.RunAsync(arguments, output, error);
        return (exitCode, output.ToString(), error.ToString());
    }
}
