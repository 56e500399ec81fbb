using Sabot.Cdc.Integration.Tests.Servers;

namespace Sabot.Cdc.Integration.Tests.Tool;

/// <summary>A database and a project's folder, whose .cdc files scaffold keeps; disposing it removes both.</summary>
internal sealed class ScaffoldFolder : IAsyncDisposable
{
    private readonly PostgresServer _server;
    private readonly string _database;

    private ScaffoldFolder(PostgresServer server, string database, string connectionString)
    {
        _server = server;
        _database = database;
        ConnectionString = connectionString;
    }

    public string ConnectionString { get; }

    /// <summary>The project's folder.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("sabot-cdc-").FullName;

    /// <summary>That of the .cdc files.</summary>
    public string Output => Path.Combine(Root, "Cdc");

    public static async Task<ScaffoldFolder> CreateAsync(PostgresServer server, string database, string sql)
    {
        var folder = new ScaffoldFolder(server, database, await server.CreateDatabaseAsync(database));
        await folder.ExecuteAsync(sql);
        return folder;
    }

    public Task ExecuteAsync(string sql) => _server.ExecuteAsync(sql, _database);

    public Task<ToolRun> ScaffoldAsync(params string[] options) => ToolRun.ScaffoldAsync(ConnectionString, Output, options);

    /// <summary>The text of a file, of which only the part between schema and extension is given.</summary>
    public string Read(string name) => File.ReadAllText(PathOf(name));

    public string PathOf(string name) => Path.Combine(Output, $"public.{name}.cdc");

    /// <summary>Names and bytes of all files.</summary>
    public SortedDictionary<string, byte[]> ReadAll() =>
        new(Directory.EnumerateFiles(Output).ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes), StringComparer.Ordinal);

    public async ValueTask DisposeAsync()
    {
        await _server.DropDatabaseAsync(_database);
        Directory.Delete(Root, recursive: true);
    }
}
