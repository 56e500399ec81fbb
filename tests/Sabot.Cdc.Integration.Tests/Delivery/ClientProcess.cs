using System.Diagnostics;
using System.Globalization;
using Sabot.Cdc.Integration.Tests.Harness;

namespace Sabot.Cdc.Integration.Tests.Delivery;

/// <summary>tests/Sabot.Cdc.Integration.Client as a process of its own, and the ledgers that it keeps over its lives.</summary>
internal sealed class ClientProcess : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sabot-cdc-ledgers-").FullName;
    private readonly TestDatabase _database;
    private readonly string? _spillFolder;
    private Process? _process;
    private Task<string> _errors = Task.FromResult("");

    /// <summary>With a folder for transactions in progress, the client streams.</summary>
    public ClientProcess(TestDatabase database, string? spillFolder = null) =>
        (_database, _spillFolder) = (database, spillFolder);

    public void Start()
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardError = true,
            Environment = { ["SABOT_TEST_CONNECTION"] = _database.ConnectionString, ["SABOT_TEST_SPILL"] = _spillFolder },
        };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "Sabot.Cdc.Integration.Client.dll"), _database.Slot, _folder])
            start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
        _errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>SIGKILL: nothing of the process runs any more.</summary>
    public async Task KillAsync()
    {
        var process = await RunningAsync();
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, at which the program stops its client gracefully.</summary>
    public async Task TerminateAsync()
    {
        var process = await RunningAsync();
        using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        await Wait.ForAsync(process.WaitForExitAsync(), "the client process ends after SIGTERM");
        Assert.Equal((0, ""), (process.ExitCode, await _errors));
    }

    /// <summary>What is in a ledger by now: the complete lines.</summary>
    public List<LedgerLine> Read(string table)
    {
        var path = Path.Combine(_folder, table);
        if (!File.Exists(path))
            return [];
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var lines = new StreamReader(file).ReadToEnd().Split('\n');
        return [.. lines.SkipLast(1).Select(LedgerLine.Parse)];
    }

    public void Dispose()
    {
        if (_process is { HasExited: false })
            _process.Kill();
        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<Process> RunningAsync() => _process is { HasExited: false } process
        ? process
        : throw new InvalidOperationException($"The client process has ended by itself: {await _errors}");
}
