namespace Sabot.Cdc.Integration.Tests.Servers;

/// <summary>PostgreSQL's server programs on this machine, run as a user that they agree to run as.</summary>
internal sealed class PostgresPrograms
{
    private const string DebianFolder = "/usr/lib/postgresql";

    private readonly string _folder;

    private PostgresPrograms(string folder) => _folder = folder;

    /// <summary>
    /// The programs of version <c>SABOT_TEST_PG_VERSION</c>, else of the newest version in Debian's place, else those
    /// of pg_config.
    /// </summary>
    public static async Task<PostgresPrograms> FindAsync(CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable("SABOT_TEST_PG_VERSION") is { Length: > 0 } version)
        {
            var wanted = Path.Combine(DebianFolder, version, "bin");
            return File.Exists(Path.Combine(wanted, "initdb"))
                ? new PostgresPrograms(wanted)
                : throw new InvalidOperationException($"SABOT_TEST_PG_VERSION is {version}, but {wanted} has no initdb; install postgresql-{version}.");
        }

        var newest = !Directory.Exists(DebianFolder) ? null : Directory.EnumerateDirectories(DebianFolder)
            .Where(folder => File.Exists(Path.Combine(folder, "bin/initdb")) && int.TryParse(Path.GetFileName(folder), out _))
            .MaxBy(folder => int.Parse(Path.GetFileName(folder), System.Globalization.CultureInfo.InvariantCulture));
        if (newest is not null)
            return new PostgresPrograms(Path.Combine(newest, "bin"));

        try
        {
            return new PostgresPrograms((await TestProcess.RunAsync("pg_config", ["--bindir"], cancellationToken)).Trim());
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new InvalidOperationException("No PostgreSQL server programs were found; install postgresql-15.", error);
        }
    }

    /// <summary>Makes the folder the server user's, when that is another one than ours.</summary>
    public async Task GiveToServerUserAsync(string folder, CancellationToken cancellationToken)
    {
        if (Environment.IsPrivilegedProcess)
            await TestProcess.RunAsync("chown", ["-R", "postgres", folder], cancellationToken);
    }

    public async Task<string> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var (file, full) = Command(program, arguments);
        return await TestProcess.RunAsync(file, full, cancellationToken);
    }

    public async Task<(int ExitCode, string Output)> TryRunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var (file, full) = Command(program, arguments);
        return await TestProcess.TryRunAsync(file, full, cancellationToken);
    }

    /// <summary>initdb and postgres refuse to run as root, so root runs them as user postgres.</summary>
    private (string File, IReadOnlyList<string> Arguments) Command(string program, IReadOnlyList<string> arguments)
    {
        var path = Path.Combine(_folder, program);
        return Environment.IsPrivilegedProcess ? ("runuser", ["-u", "postgres", "--", path, .. arguments]) : (path, arguments);
    }
}
