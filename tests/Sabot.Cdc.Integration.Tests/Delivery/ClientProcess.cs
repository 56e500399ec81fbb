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
        _process = Process.Start(StartInfo(_folder))!;
        _errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Runs it to its end, with other arguments behind the slot; returns its output.</summary>
    public async Task<string> RunAsync(params string[] arguments)
    {
        var start = StartInfo(arguments);
        start.RedirectStandardOutput = true;
        _process = Process.Start(start)!;
        var (output, errors) = (_process.StandardOutput.ReadToEndAsync(), _process.StandardError.ReadToEndAsync());
        await _process.WaitForExitAsync();
        Assert.Equal((0, ""), (_process.ExitCode, await errors));
        return await output;
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

    private ProcessStartInfo StartInfo(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardError = true,
            Environment = { ["SABOT_TEST_CONNECTION"] = _database.ConnectionString, ["SABOT_TEST_SPILL"] = _spillFolder },
        };
        var program = Path.Combine(AppContext.BaseDirectory, "Sabot.Cdc.Integration.Client.dll");
        foreach (var argument in (string[])[program, _database.Slot, .. arguments])
            start.ArgumentList.Add(argument);
        return start;
    }

    private async Task<Process> RunningAsync() => _process is { HasExited: false } process
        ? process
        : throw new InvalidOperationException($"The client process has ended by itself: {await _errors}");
}
