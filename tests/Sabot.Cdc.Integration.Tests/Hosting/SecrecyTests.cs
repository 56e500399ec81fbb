using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Sabot.Cdc.Integration.Tests.Harness;
using Sabot.Cdc.Integration.Tests.Servers;

namespace Sabot.Cdc.Integration.Tests.Hosting;

/// <summary>No log line and no exception tells a value of a row, or the password.</summary>
[Collection(ServerCollection.Name)]
public sealed class SecrecyTests(ServerFixture fixture)
{
    private const string Value = "rowvalue-48151623";

    [Fact]
    public async Task ARunThatRetriesParksDriftsAndFailsTellsNoValueAndNoPassword()
    {
        var folder = Directory.CreateTempSubdirectory("sabot-secrecy-").FullName;
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "secrecy");
        await database.CreateSlotAsync();
        var logs = new LogLines();
        var failing = new Failing();
        using var host = Build(database, logs, failing, folder);
        await host.StartAsync();
        await database.ExecuteAsync($"INSERT INTO documents VALUES (1, '{Value}', '{Value}'), (2, '{Value}', '{Value}')");
        await database.ExecuteAsync($"UPDATE documents SET title = '{Value}!' WHERE id = 1");
        await Wait.UntilAsync(() => failing.Calls == 9, "three changes are parked after three attempts each");
        await database.ExecuteAsync($"INSERT INTO drifting VALUES (1, '{Value}')");
        await database.ExecuteAsync("ALTER TABLE drifting ALTER note TYPE bytea USING convert_to(note, 'UTF8')");
        await database.ExecuteAsync($"INSERT INTO drifting VALUES (2, '{Value}')");

        var drift = await Assert.ThrowsAsync<CdcSchemaDriftException>(() => Wait.ForAsync(host.WaitForShutdownAsync(), "the drift ends the host"));

        // A server that refuses, too, and one that is not there.
        var password = new NpgsqlConnectionStringBuilder(database.ConnectionString).Password!;
        List<string> texts = [drift.ToString()];
        foreach (var keyword in new[] { "Database=nowhere", "Port=1", "Username=nobody" })
        {
            await using var client = new CdcClient(new CdcOptions { ConnectionString = database.ConnectionString + ";" + keyword, Slot = "secrecy_2" });
            texts.Add((await Assert.ThrowsAnyAsync<CdcException>(async () =>
            {
                await foreach (var change in client.Documents())
                    Assert.Fail("nothing may be delivered");
            })).ToString());
        }

        Directory.Delete(folder, recursive: true);
        texts.AddRange(logs.All.Select(line => $"{line.Text} {line.Exception}"));
        Assert.True(logs.Count(61) == 6 && logs.Count(62) == 3, $"The run was another one: {string.Join('\n', texts)}");
        Assert.All(texts, text => Assert.DoesNotContain(Value, text));
        Assert.All(texts, text => Assert.DoesNotContain(password, text));
    }

    private static IHost Build(TestDatabase database, LogLines logs, Failing failing, string folder)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddProvider(logs).SetMinimumLevel(LogLevel.Trace);
        builder.Services
            .AddSabotCdc(options => (options.ConnectionString, options.Slot) = (database.ConnectionString, database.Slot))
            .AddHandler<DocumentsChange>(
                _ => failing,
                options => (options.RetryAttempts, options.RetryDelay, options.OnFailure, options.ParkFolder) =
                    (2, TimeSpan.FromMilliseconds(1), CdcFailureAction.Park, folder))
            .AddHandler<DriftingChange>(_ => failing);
        return builder.Build();
    }

    private sealed class Failing : ICdcHandler<DocumentsChange>, ICdcHandler<DriftingChange>
    {
        private int _calls;

        public int Calls => Volatile.Read(ref _calls);

        public ValueTask HandleAsync(DocumentsChange change, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _calls);
            throw new InvalidOperationException("a message of the handler's own");
        }

        public ValueTask HandleAsync(DriftingChange change, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
