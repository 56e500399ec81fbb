using System.Diagnostics;
using Sabot.Cdc.Integration.Tests.Servers;

namespace Sabot.Cdc.Packages.Tests;

/// <summary>The way of a new user, from an empty folder to changes, and to the errors of a database that has changed.</summary>
[Collection(PackagesCollection.Name)]
public sealed class NewApplicationTests(PackedPackages packages, ServerFixture fixture)
{
    private const string Database = "packages_shop";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task AnApplicationMadeOfThePackagesStreamsAndDoesNotCompileAfterDrift()
    {
        var application = new NewApplication(packages, await fixture.Server.CreateDatabaseAsync(Database));
        await fixture.Server.ExecuteAsync(NewApplication.Schema, Database);

        await InstallAsync(application);
        await ScaffoldAsync(application);
        await StreamAsync(application);
        await MistakesAsync(application);
        await DriftAsync(application);
        await FixAsync(application);
    }

    private static async Task InstallAsync(NewApplication application)
    {
        // What is published ahead of time is examined for it in each build.
        await application.DotnetAsync("new console --aot --no-restore");
        await application.DotnetAsync("new tool-manifest");
        await application.DotnetAsync("tool install Sabot.Cdc.Tool");
        await application.DotnetAsync("add package Sabot.Cdc.Runtime");
        await application.DotnetAsync("add package Sabot.Cdc.Generator");

        // Nobody who references the application is to get the generator.
        Assert.Contains("<PrivateAssets>all</PrivateAssets>", application.Read("Shop.csproj"), StringComparison.Ordinal);
    }

    private static async Task ScaffoldAsync(NewApplication application)
    {
        Assert.StartsWith("wrote sabot-cdc.json and sabot-cdc.schema.json; next:", await application.DotnetAsync("sabot-cdc init"), StringComparison.Ordinal);
        application.Edit(
            "sabot-cdc.json", "\"types\": {", "\"types\": {\n    \"numeric(12,2)\": { \"type\": \"Shop.Money\", \"reader\": \"Shop.MoneyReader\" },");
        Assert.EndsWith(
            "1 table, 2 types: 3 written, 0 unchanged\n",
            (await application.DotnetAsync("sabot-cdc scaffold", application.Connection)).ReplaceLineEndings("\n"),
            StringComparison.Ordinal);
    }

    private async Task StreamAsync(NewApplication application)
    {
        foreach (var file in (string[])["Program.cs", "UserSummary.cs", "Nicks.cs", "Money.cs"])
            application.Write(file);
        var build = await application.BuildAsync(application.Connection);
        Assert.True(build.Succeeded, string.Join('\n', build.Lines));

        using var process = application.Start();
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await StreamingAsync(process);
            await fixture.Server.ExecuteAsync(
                """
                INSERT INTO users VALUES (1, 'anna@example.org', 'ok', ROW('Main Street 1', '8000'), 'anna', 12.5);
                UPDATE users SET mood = 'sad', home = NULL WHERE id = 1;
                DELETE FROM users;
                """,
                Database);
            await fixture.Server.ExecuteAsync("TRUNCATE users", Database);
            await process.WaitForExitAsync(new CancellationTokenSource(Limit).Token);

            Assert.Equal((0, ""), (process.ExitCode, await errors));
            Assert.Equal(
                "Insert 1: anna@example.org, Ok, Main Street 1, 12.50\nUpdate 1: anna@example.org, Sad, nowhere, 12.50\nDelete 1: gone\n",
                (await output).ReplaceLineEndings("\n"));
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    private static async Task MistakesAsync(NewApplication application)
    {
        application.Write("Mistaken.cs");
        var build = await application.BuildAsync();
        application.Delete("Mistaken.cs");

        Assert.False(build.Succeeded);
        string[] expected =
        [
            "Mistaken.cs(14,27): error SABOT014: Mistaken.Emial reads a column that public.users does not have: did you mean Email?",
            "Mistaken.cs(16,24): error SABOT016: Mistaken.Id is declared as int, but column id of public.users (bigint not null) is read as long: declare it as long",
            "Mistaken.cs(18,26): error SABOT017: Mistaken.Balance is declared as Money, but column balance of public.users can be null: declare it as Money?",
            "Mistaken.cs(5,11): error SABOT013: Contract NoTable is of table public.usrs, which has no .cdc file in this project: did you mean public.users?",
        ];
        Assert.Equal(expected, build.Lines.Select(line => line.Split(" [")[0]).Where(line => line.Contains(": error ", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    private async Task DriftAsync(NewApplication application)
    {
        await fixture.Server.ExecuteAsync("ALTER TABLE users DROP COLUMN nick", Database);
        var line = application.LineOf("Cdc/public.users.cdc", "column nick");

        var checkedBuild = await application.BuildAsync(application.Connection);
        Assert.False(checkedBuild.Succeeded);
        Assert.Contains(checkedBuild.Lines, text => text.StartsWith($"Cdc/public.users.cdc({line},8): error SABOT062: Column nick of public.users was dropped.", StringComparison.Ordinal));

        await application.DotnetAsync("sabot-cdc scaffold", application.Connection);
        application.Write("Careless.cs");
        var build = await application.BuildAsync();
        Assert.False(build.Succeeded);
        Assert.Contains(build.Lines, text => text.StartsWith("Nicks.cs(5,", StringComparison.Ordinal) && text.Contains(": error CS0619: 'UsersRow.Nick' is obsolete: 'Column nick of public.users was dropped", StringComparison.Ordinal));
        Assert.Contains(build.Lines, text => text.StartsWith("Careless.cs(13,", StringComparison.Ordinal) && text.Contains(": error SABOT040: ", StringComparison.Ordinal));
    }

    /// <summary>The fixes of the package mend what its analyzers say, and what they make compiles.</summary>
    private static async Task FixAsync(NewApplication application)
    {
        application.Delete("Nicks.cs");

        await application.DotnetAsync("format analyzers --no-restore --severity warn --diagnostics SABOT040");

        Assert.Contains("if (user.HasEmail)", application.Read("Careless.cs"), StringComparison.Ordinal);
        var build = await application.BuildAsync();
        Assert.True(build.Succeeded, string.Join('\n', build.Lines));
    }

    private async Task StreamingAsync(Process process)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await fixture.Server.QueryAsync<bool>("SELECT count(*) > 0 FROM pg_replication_slots WHERE slot_name = 'shop' AND active"))
        {
            Assert.False(process.HasExited, "The application ended before it streamed.");
            Assert.True(Stopwatch.GetElapsedTime(began) < Limit, "The application did not start to stream.");
            await Task.Delay(50);
        }
    }
}
