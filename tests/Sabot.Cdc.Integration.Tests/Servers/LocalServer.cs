using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Npgsql;

namespace Sabot.Cdc.Integration.Tests.Servers;

/// <summary>A server in a temporary folder, from the PostgreSQL programs of this machine, listening on 127.0.0.1 only.</summary>
/// <remarks>
/// Implementation note: wal2arrow is found through dynamic_library_path, so nothing is installed. tests/lib/server.sh
/// does the same for scripts.
/// </remarks>
public sealed class LocalServer : PostgresServer
{
    private const int StartAttempts = 5;
    private const int KilledStartAttempts = 300;

    private static readonly TimeSpan KilledStartPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(60);

    private readonly string _folder;
    private readonly PostgresPrograms _programs;
    private readonly string _password = RandomNumberGenerator.GetHexString(24, lowercase: true);
    private int _port;

    private LocalServer(string folder, PostgresPrograms programs)
    {
        _folder = folder;
        _programs = programs;
    }

    public override string ConnectionString => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = _port,
        Username = "postgres",
        Password = _password,
        Database = "postgres",
    }.ConnectionString;

    /// <summary>
    /// The folder that tests/run.sh sweeps when the test process was killed. By default /tmp itself, not TMPDIR: the
    /// server's user must be able to enter it, and a socket's path holds 107 bytes.
    /// </summary>
    private static string ParentFolder =>
        Environment.GetEnvironmentVariable("SABOT_TEST_FOLDER") is { Length: > 0 } folder ? folder : "/tmp";

    private string DataFolder => Path.Combine(_folder, "data");

    private bool IsRunning => File.Exists(Path.Combine(DataFolder, "postmaster.pid"));

    private string LogFile => Path.Combine(_folder, "log");

    public static async Task<LocalServer> StartAsync(CancellationToken cancellationToken = default)
    {
        var programs = await PostgresPrograms.FindAsync(cancellationToken);
        var folder = Directory.CreateDirectory(Path.Combine(ParentFolder, $"server-{Path.GetRandomFileName()}")).FullName;
        var server = new LocalServer(folder, programs);
        try
        {
            await server.InitializeAsync(await PluginFolderAsync(folder, cancellationToken), cancellationToken);
            await server.StartOnFreePortAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public override Task RestartAsync(ShutdownMode mode, CancellationToken cancellationToken = default) =>
        RestartAsync(mode, TimeSpan.Zero, patience: null, cancellationToken);

    /// <summary>
    /// The same, with the server away for some time. An end that takes longer than <paramref name="patience"/>, if that
    /// is given, becomes an immediate one.
    /// </summary>
    public async Task RestartAsync(
        ShutdownMode mode, TimeSpan away, TimeSpan? patience = null, CancellationToken cancellationToken = default)
    {
        NpgsqlConnection.ClearAllPools();
        if (patience is not { } limit)
            await StopAsync(mode, cancellationToken);
        else if ((await _programs.TryRunAsync("pg_ctl", StopArguments(mode, limit), cancellationToken)).ExitCode != 0 && IsRunning)
            await StopAsync(ShutdownMode.Immediate, cancellationToken);
        await Task.Delay(away, cancellationToken);
        // The processes of a postmaster that was killed hold on to its memory until each has noticed that.
        for (var attempts = mode == ShutdownMode.Killed ? KilledStartAttempts : 1; ;)
        {
            var (started, output) = await TryStartAsync(cancellationToken);
            if (started)
                return;
            if (--attempts == 0)
                throw new InvalidOperationException($"The server did not start again: {output}\n{await ReadLogAsync(cancellationToken)}");
            await Task.Delay(KilledStartPause, cancellationToken);
        }
    }

    public override async Task<string> ReadLogAsync(CancellationToken cancellationToken = default) =>
        File.Exists(LogFile) ? await File.ReadAllTextAsync(LogFile, cancellationToken) : "";

    public override async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (IsRunning)
            await StopAsync(ShutdownMode.Immediate, CancellationToken.None);
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<string> PluginFolderAsync(string folder, CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable("SABOT_TEST_PLUGIN_DIR") is { Length: > 0 } given)
            return given;

        var target = Path.Combine(folder, "plugin");
        await TestProcess.RunAsync("bash", [Path.Combine(RepositoryFolder.Path, "tests/lib/build-extension.sh"), target], cancellationToken);
        return target;
    }

    private async Task InitializeAsync(string pluginFolder, CancellationToken cancellationToken)
    {
        File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101);
        var socketFolder = Directory.CreateDirectory(Path.Combine(_folder, "socket"), (UnixFileMode)0b111_000_000).FullName;
        var passwordFile = Path.Combine(_folder, "password");
        await File.WriteAllTextAsync(passwordFile, _password, cancellationToken);
        File.SetUnixFileMode(passwordFile, (UnixFileMode)0b110_000_000);
        await _programs.GiveToServerUserAsync(_folder, cancellationToken);

        await _programs.RunAsync(
            "initdb",
            ["-D", DataFolder, "-U", "postgres", "--pwfile", passwordFile, "--auth-local", "trust", "--auth-host", "scram-sha-256",
                "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"],
            cancellationToken);

        var settings = new List<string>
        {
            "listen_addresses = '127.0.0.1'",
            $"unix_socket_directories = '{socketFolder}'",
            $"dynamic_library_path = '{pluginFolder}:$libdir'",
            "wal_level = logical",
            "max_wal_senders = 20",
            "max_replication_slots = 20",
            "fsync = off",
        };
        // Minor versions before 15.19, 16.15, 17.11 and 18.6 do not know this setting and would not start with it.
        if ((await _programs.TryRunAsync("postgres", ["-D", DataFolder, "-C", "output_plugin_libraries"], cancellationToken)).ExitCode == 0)
            settings.Add("output_plugin_libraries = 'pgoutput, test_decoding, wal2arrow, wal2json'");
        await File.AppendAllLinesAsync(Path.Combine(DataFolder, "postgresql.conf"), settings, cancellationToken);
    }

    private async Task StartOnFreePortAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            _port = FreePort.Find();
            var (started, output) = await TryStartAsync(cancellationToken);
            if (started)
                return;

            // Another process may take the port between our look and the server's bind: then try the next one.
            var log = await ReadLogAsync(cancellationToken);
            if (attempt == StartAttempts || !log.Contains("Address already in use", StringComparison.Ordinal))
                throw new InvalidOperationException($"The server did not start: {output}\n{log}");
        }
    }

    private async Task<(bool Started, string Output)> TryStartAsync(CancellationToken cancellationToken)
    {
        var result = await _programs.TryRunAsync(
            "pg_ctl", ["-D", DataFolder, "-l", LogFile, "-o", $"-p {_port}", "-w", "-t", "60", "start"], cancellationToken);
        return (result.ExitCode == 0, result.Output);
    }

    /// <summary>The process id is the one in the data folder's postmaster.pid, so only this server can be hit.</summary>
    private Task StopAsync(ShutdownMode mode, CancellationToken cancellationToken) => mode == ShutdownMode.Killed
        ? KillAsync(cancellationToken)
        : _programs.RunAsync("pg_ctl", StopArguments(mode, StopPatience), cancellationToken);

    private string[] StopArguments(ShutdownMode mode, TimeSpan patience) =>
    [
        "-D", DataFolder, "-m", mode == ShutdownMode.Fast ? "fast" : "immediate",
        "-w", "-t", patience.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture), "stop",
    ];

    private async Task KillAsync(CancellationToken cancellationToken)
    {
        var lines = await File.ReadAllLinesAsync(Path.Combine(DataFolder, "postmaster.pid"), cancellationToken);
        using var postmaster = Process.GetProcessById(int.Parse(lines[0], CultureInfo.InvariantCulture));
        postmaster.Kill();
        // It is not our child, so its end cannot be waited for; the next start does that.
    }
}
