using System.Text.Json;
using Sabot.Cdc.Integration.Tests.Servers;

namespace Sabot.Cdc.Packages.Tests;

/// <summary>The tool as it is installed, in a folder that has nothing else: each command, its output and its exit codes.</summary>
[Collection(PackagesCollection.Name)]
public sealed class InstalledToolTests(PackedPackages packages, ServerFixture fixture) : IAsyncLifetime
{
    private const string Database = "packages_tool";
    private const string Slot = "packages_tool";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private NewApplication _application = null!;

    public async Task InitializeAsync()
    {
        _application = new NewApplication(packages, await fixture.Server.CreateDatabaseAsync(Database), $"Tool-{Path.GetRandomFileName()}");
        await fixture.Server.ExecuteAsync(
            "CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL, nick text); CREATE SCHEMA sales; CREATE TABLE sales.orders (id int PRIMARY KEY)", Database);
        await _application.DotnetAsync("new tool-manifest");
        await _application.DotnetAsync("tool install Sabot.Cdc.Tool");
    }

    public async Task DisposeAsync()
    {
        await fixture.Server.ExecuteAsync($"SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '{Slot}'");
        await fixture.Server.DropDatabaseAsync(Database);
    }

    [Fact]
    public async Task InitWritesWhatScaffoldAndCheckReadWithTheConnectionOfAUserSecret()
    {
        Assert.Equal(0, (await _application.ToolAsync([], "init")).ExitCode);
        Assert.Equal(
            (3, "sabot-cdc.json is there already, and was left as it is; edit it, or delete it to start again.\n"), await _application.ToolAsync([], "init"));
        Assert.StartsWith("wrote other.json and sabot-cdc.schema.json; next:", (await _application.ToolAsync([], "init", "--config", "other.json")).Output, StringComparison.Ordinal);

        _application.Edit("sabot-cdc.json", "\"environment\": \"SABOT_CDC_CONNECTION\"", "\"userSecret\": \"ConnectionStrings:Shop\"");
        await _application.DotnetAsync("new console --no-restore -n Shop -o .");
        await _application.DotnetAsync("user-secrets init");
        var none = await _application.ToolAsync([], "scaffold");
        Assert.Equal(3, none.ExitCode);
        Assert.Contains(": The project has no user secret 'ConnectionStrings:Shop': run 'dotnet user-secrets set ", none.Output, StringComparison.Ordinal);

        await _application.DotnetAsync($"user-secrets set ConnectionStrings:Shop {_application.Connection.Value}");
        Assert.Equal((0, "wrote Cdc/public.users.cdc\n1 table: 1 written, 0 unchanged\n"), await _application.ToolAsync([], "scaffold"));
        Assert.Equal((0, $"The files are the same as those of database {Database}.\n"), await _application.ToolAsync([], "check"));

        _application.Edit("sabot-cdc.json", "\"exclude\"", "\"exlude\"");
        var mistyped = await _application.ToolAsync([], "check");
        Assert.Equal(3, mistyped.ExitCode);
        Assert.EndsWith("Did you mean exclude?\n", mistyped.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckComparesWithTheDatabaseAndWithGitInAllFormats()
    {
        Assert.Equal(0, (await _application.ToolAsync("scaffold")).ExitCode);
        await _application.GitAsync("init --quiet --initial-branch=main");
        await _application.GitAsync("add .");
        await _application.GitAsync("-c user.name=A -c user.email=a@example.org commit --quiet -m first");
        Assert.Equal((0, "The files are the same as those of main.\n"), await _application.ToolAsync([], "check", "--against", "main"));

        await fixture.Server.ExecuteAsync("ALTER TABLE users ADD COLUMN born date", Database);
        Assert.Equal(1, (await _application.ToolAsync("check")).ExitCode);
        await fixture.Server.ExecuteAsync("ALTER TABLE users DROP COLUMN nick", Database);

        var line = _application.LineOf("Cdc/public.users.cdc", "column nick");
        var text = await _application.ToolAsync("check");
        Assert.Equal(2, text.ExitCode);
        Assert.Contains($"Cdc/public.users.cdc({line},8): Column nick of public.users was dropped. [SABOT062]\n    - column nick text\n    source    breaks: ", text.Output, StringComparison.Ordinal);
        Assert.Contains($"\nCdc/public.users.cdc({line},8): error SABOT062: ", "\n" + await OutputAsync("msbuild"), StringComparison.Ordinal);
        Assert.Contains($"\n::error file=Cdc/public.users.cdc,line={line},col=8,title=SABOT062", "\n" + await OutputAsync("github"), StringComparison.Ordinal);
        using var json = JsonDocument.Parse(await OutputAsync("json"));
        Assert.Equal("breaking", json.RootElement.GetProperty("result").GetString());

        Assert.Equal(0, (await _application.ToolAsync("scaffold")).ExitCode);
        var against = await _application.ToolAsync([], "check", "--against", "main");
        Assert.Equal(2, against.ExitCode);
        Assert.Contains("Column nick of public.users was dropped. [SABOT062]", against.Output, StringComparison.Ordinal);
        Assert.Equal(3, (await _application.ToolAsync([], "check", "--against", "nope")).ExitCode);
        Assert.Equal(3, (await _application.ToolAsync([], "check")).ExitCode);

        async Task<string> OutputAsync(string format)
        {
            var run = await _application.ToolAsync("check", "--format", format);
            Assert.Equal(2, run.ExitCode);
            return run.Output;
        }
    }

    [Fact]
    public async Task DoctorSaysWhatWouldStopAStreamWithTheStatementThatMendsIt()
    {
        Assert.Equal(0, (await _application.ToolAsync("scaffold")).ExitCode);
        await fixture.Server.ExecuteAsync("CREATE PUBLICATION shop", Database);

        var ill = await _application.ToolAsync("doctor", "--slot", Slot, "--publication", "shop");
        Assert.Equal(2, ill.ExitCode);
        const string Statement = "ALTER PUBLICATION \"shop\" ADD TABLE \"public\".\"users\";";
        Assert.Contains($"[publication-table]\n         {Statement}\n", ill.Output, StringComparison.Ordinal);

        await fixture.Server.ExecuteAsync(Statement, Database);
        var well = await _application.ToolAsync("doctor", "--slot", Slot, "--publication", "shop", "--format", "json");
        Assert.Equal(0, well.ExitCode);
        Assert.Equal(0, JsonDocument.Parse(well.Output).RootElement.GetProperty("errors").GetInt32());

        var away = await _application.ToolAsync("doctor", "--connection", "Host=127.0.0.1;Port=1");
        Assert.Equal(3, away.ExitCode);
        Assert.StartsWith("No server can be reached at 127.0.0.1:1 ", away.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TailShowsWhatASlotHoldsAndSlotsLooksAfterIt()
    {
        Assert.StartsWith($"created slot {Slot} in database {Database} at ", (await _application.ToolAsync("slots", "create", Slot)).Output, StringComparison.Ordinal);
        Assert.Equal((3, $"Slot {Slot} exists already; use it, or give the new one another name.\n"), await _application.ToolAsync("slots", "create", Slot));
        Assert.Contains($"\n{Slot}  wal2arrow  {Database} ", (await _application.ToolAsync("slots", "list")).Output, StringComparison.Ordinal);

        await fixture.Server.ExecuteAsync("INSERT INTO users VALUES (1, 'anna@example.org', NULL); INSERT INTO sales.orders VALUES (7); UPDATE users SET nick = 'anna'", Database);
        var text = await _application.ToolAsync("tail", "--slot", Slot, "--limit", "3");
        Assert.Equal(0, text.ExitCode);
        Assert.Equal(
            ["INSERT   public.users  id=1  email=\"anna@example.org\"  nick=null", "INSERT   sales.orders  id=7", "UPDATE   public.users  id=1  email=\"anna@example.org\"  nick=\"anna\""],
            text.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith("--", StringComparison.Ordinal)));

        var json = await _application.ToolAsync("tail", "--slot", Slot, "--limit", "1", "--json", "--tables", "sales.*");
        var order = JsonDocument.Parse(json.Output).RootElement;
        Assert.Equal(("insert", "sales", "orders", 7), (order.GetProperty("op").GetString(), order.GetProperty("schema").GetString(), order.GetProperty("table").GetString(), order.GetProperty("after").GetProperty("id").GetInt32()));
        var from = await _application.ToolAsync("tail", "--slot", Slot, "--limit", "1", "--from", $"{order.GetProperty("lsn").GetString()}:{order.GetProperty("seq").GetInt32() + 1}");
        Assert.Contains("\nUPDATE   public.users ", from.Output, StringComparison.Ordinal);

        await EndsWithItsReaderAsync();

        Assert.Equal((64, $"Slot {Slot} is not dropped, because there is no terminal to ask on; add --yes if you mean it.\n"), await _application.ToolAsync("slots", "drop", Slot));
        Assert.Equal((0, $"dropped slot {Slot}\n"), await _application.ToolAsync("slots", "drop", Slot, "--yes"));
    }

    /// <summary>As head does: it reads a line, and is gone, while nothing more comes.</summary>
    private async Task EndsWithItsReaderAsync()
    {
        using var tail = _application.StartTool("tail", "--slot", Slot, "--json");
        try
        {
            Assert.StartsWith("{\"op\":\"insert\"", await tail.StandardOutput.ReadLineAsync().WaitAsync(Limit), StringComparison.Ordinal);
            tail.StandardOutput.Close();
            await tail.WaitForExitAsync(new CancellationTokenSource(Limit).Token);
            Assert.Equal((0, ""), (tail.ExitCode, await tail.StandardError.ReadToEndAsync()));
        }
        finally
        {
            if (!tail.HasExited)
                tail.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task ColoursAreOnATerminalOnlyAndNoColorForbidsThem()
    {
        if (OperatingSystem.IsWindows())
            return;

        const string Red = "\e[31m";
        await _application.ToolAsync("scaffold");
        await fixture.Server.ExecuteAsync("ALTER TABLE users DROP COLUMN nick", Database);

        Assert.Contains(Red, await _application.OnTerminalAsync("check", ("NO_COLOR", "")), StringComparison.Ordinal);
        Assert.All(
            [await _application.OnTerminalAsync("check", ("NO_COLOR", "1")), await _application.OnTerminalAsync("check --no-color", ("NO_COLOR", "")), (await _application.ToolAsync("check")).Output],
            text => Assert.True(text.Contains("SABOT062", StringComparison.Ordinal) && !text.Contains("\e[3", StringComparison.Ordinal), text));
    }

    [Fact]
    public async Task HelpCompletionAndAMistypedLineNeedNoDatabase()
    {
        foreach (var shell in (string[])["bash", "zsh", "fish", "pwsh"])
            Assert.Contains("[suggest:", (await _application.ToolAsync([], "completion", shell)).Output, StringComparison.Ordinal);
        Assert.Equal((0, "drop\n"), await _application.ToolAsync([], "[suggest:8]", "slots dr"));
        Assert.Contains("Exit codes: 0 ", (await _application.ToolAsync([], "doctor", "--help")).Output, StringComparison.Ordinal);
        Assert.Equal(
            (64, "'scafold' is no command of dotnet sabot-cdc. Did you mean scaffold? See: dotnet sabot-cdc --help\n"), await _application.ToolAsync([], "scafold"));
    }
}
