using Npgsql;

namespace Sabot.Cdc.Integration.Tests.Harness;

/// <summary>A role that may log in to a test's database and read its tables; it is dropped with the test.</summary>
internal sealed class TestRole : IAsyncDisposable
{
    private const string Password = "correct horse";

    private readonly TestDatabase _database;
    private readonly string _name;

    private TestRole(TestDatabase database, string name)
    {
        _database = database;
        _name = name;
    }

    public string ConnectionString =>
        new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Username = _name, Password = Password }.ConnectionString;

    /// <summary>Makes the role, with <c>REPLICATION</c> or whatever else it is to have.</summary>
    public static async Task<TestRole> CreateAsync(TestDatabase database, string name, string attributes = "")
    {
        await database.ExecuteAsync($"DROP ROLE IF EXISTS {name}");
        await database.ExecuteAsync($"CREATE ROLE {name} LOGIN PASSWORD '{Password}' {attributes}");
        await database.ExecuteAsync($"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {name}");
        return new TestRole(database, name);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.EndClientsAsync();
        await _database.ExecuteAsync($"DROP OWNED BY {_name}; DROP ROLE {_name}");
    }
}
