using Sabot.Cdc.Integration.Tests.Servers;

namespace Sabot.Cdc.Integration.Tests.Tool;

/// <summary>What sabot-cdc.json makes of a run of scaffold.</summary>
[Collection(ServerCollection.Name)]
public sealed class ScaffoldConfigurationTests(ServerFixture fixture) : IAsyncLifetime
{
    private const string Variable = "SABOT_CDC_SCAFFOLD_TESTS";

    private ScaffoldFolder _folder = null!;

    public async Task InitializeAsync()
    {
        _folder = await ScaffoldFolder.CreateAsync(
            fixture.Server, "scaffold_configuration",
            """
            CREATE TYPE mood AS ENUM ('sad', 'very happy');
            CREATE TYPE address AS (zip text);
            CREATE DOMAIN price AS numeric(12,2);
            CREATE TABLE users (id int PRIMARY KEY, email text, has_email bool, mood mood, home address, balance price);
            CREATE TABLE users_archive (id int);
            CREATE SCHEMA sales;
            CREATE TABLE sales.orders (id int);
            CREATE TABLE sales.lines (id int);
            """);
        Environment.SetEnvironmentVariable(Variable, _folder.ConnectionString);
    }

    public async Task DisposeAsync()
    {
        Environment.SetEnvironmentVariable(Variable, null);
        await _folder.DisposeAsync();
    }

    [Fact]
    public async Task ChoicesAreWrittenIntoTheFiles()
    {
        var run = await ScaffoldAsync(
            """
            "output": "Data",
            "include": ["public.*", "sales.orders"],
            "exclude": ["public.*_archive"],
            "namespace": "Shop.Data",
            "names": { "public.users": "Customer", "public.users.has_email": "IsReachable", "public.mood.very happy": "Elated", "public.address.zip": "PostCode" },
            "types": { "public.price": { "type": "Shop.Money", "reader": "Shop.MoneyReader" } },
            """);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var files = Directory.EnumerateFiles(Path.Combine(_folder.Root, "Data")).ToDictionary(file => Path.GetFileName(file), File.ReadAllText);
        Assert.Equal(["public.address.type.cdc", "public.mood.type.cdc", "public.users.cdc", "sales.orders.cdc"], files.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(
            """
            format 1
            table public.users
            namespace Shop.Data
            csharp Customer
            identity default
            key id
            column balance numeric(12,2)
              domain public.price
              reader Shop.Money Shop.MoneyReader
            column email text
            column has_email boolean
              csharp IsReachable
            column home public.address
            column id integer not null
            column mood public.mood

            """,
            files["public.users.cdc"]);
        Assert.Equal("format 1\nenum public.mood\nnamespace Shop.Data\nlabel sad\nlabel \"very happy\"\n  csharp Elated\n", files["public.mood.type.cdc"]);
        Assert.Equal("format 1\ncomposite public.address\nnamespace Shop.Data\nattribute zip text\n  csharp PostCode\n", files["public.address.type.cdc"]);
    }

    [Fact]
    public async Task ACollisionStopsTheRunBeforeAnyFileIsWritten()
    {
        var run = await ScaffoldAsync("");

        Assert.Equal((3, ""), (run.ExitCode, run.Output));
        Assert.Equal(
            "Columns has_email and email of public.users both make the C# member HasEmail: set \"public.users.has_email\" or \"public.users.email\" under \"names\" in sabot-cdc.json to another name.",
            run.Error.TrimEnd());
        Assert.False(Directory.Exists(_folder.Output));
    }

    [Fact]
    public async Task AKeyThatNamesNothingStopsTheRunWithItsPlace()
    {
        var run = await ScaffoldAsync("\"names\": { \"public.user\": \"X\" }");

        Assert.Equal(3, run.ExitCode);
        Assert.StartsWith($"{Path.Combine(_folder.Root, "sabot-cdc.json")}(3,12): \"public.user\" is no table", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"include\": [\"sale.*\"]", "Schema sale does not exist in database scaffold_configuration; it has: public, sales.")]
    [InlineData("\"include\": [\"*.nope\"]", "Pattern *.nope matches no table")]
    public async Task APatternThatMatchesNothingStopsTheRunWithItsPlace(string include, string message)
    {
        var run = await ScaffoldAsync(include);

        Assert.Equal(3, run.ExitCode);
        Assert.StartsWith($"{Path.Combine(_folder.Root, "sabot-cdc.json")}(3,13): {message}", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheCommandLineWins()
    {
        var configuration = await WriteAsync("\"include\": [\"public.users\"], \"names\": { \"public.users.has_email\": \"X\", \"sales.orders\": \"Sale\" },");
        var output = Path.Combine(_folder.Root, "Other");

        var run = await ToolRun.RunArgumentsAsync("scaffold", "--config", configuration, "--output", output, "--table", "sales.orders", "--table", "sales.lines");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(["sales.lines.cdc", "sales.orders.cdc"], Directory.EnumerateFiles(output).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Contains("csharp Sale\n", await File.ReadAllTextAsync(Path.Combine(output, "sales.orders.cdc")), StringComparison.Ordinal);

        Environment.SetEnvironmentVariable(Variable, null);
        Assert.Equal(0, (await ToolRun.RunArgumentsAsync("scaffold", "--config", configuration, "--connection", _folder.ConnectionString, "--table", "sales.orders")).ExitCode);
        run = await ToolRun.RunArgumentsAsync("scaffold", "--config", configuration);
        Assert.Equal(3, run.ExitCode);
        Assert.StartsWith($"{configuration}(2,32): Environment variable {Variable} is not set;", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFileThatTheConfigurationLeavesOutIsSaid()
    {
        await ScaffoldAsync("\"include\": [\"sales.*\"]");

        var run = await ScaffoldAsync("\"include\": [\"sales.*\"], \"exclude\": [\"sales.lines\"]");

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith($"{Path.Combine(_folder.Output, "sales.lines.cdc")}: sabot-cdc.json leaves table sales.lines out", run.Error, StringComparison.Ordinal);
    }

    private async Task<ToolRun> ScaffoldAsync(string members) => await ToolRun.RunArgumentsAsync("scaffold", "--config", await WriteAsync(members));

    private async Task<string> WriteAsync(string members)
    {
        var path = Path.Combine(_folder.Root, "sabot-cdc.json");
        await File.WriteAllTextAsync(path, $"{{\n\"connection\": {{ \"environment\": \"{Variable}\" }},\n{members}\n}}");
        return path;
    }
}
