using System.Diagnostics;
using System.Globalization;

namespace Sabot.Cdc.Faults.Consuming;

/// <summary>The consumer as a process of its own, over all its lives, and the ledger that it keeps.</summary>
internal sealed class ConsumerProcess(
    string connectionString, string storeConnectionString, IReadOnlyList<string> settings, ILedger ledger) : IDisposable
{
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(30);

    private Process? _process;
    private Task<string> _errors = Task.FromResult("");

    public ILedger Ledger => ledger;

    /// <summary>Whether it has ended though nobody told it to.</summary>
    public bool HasEnded => _process is { HasExited: true };

    /// <summary>What it wrote to standard error in this life, once it has ended.</summary>
    public Task<string> Errors => _errors;

    /// <summary>Starts the next life.</summary>
    /// <param name="smallDisk">A folder on whose disk it finds hardly any room in this life; null for none.</param>
    public void Start(string? smallDisk = null)
    {
        var start = new ProcessStartInfo(smallDisk is null ? "dotnet" : "unshare")
        {
            RedirectStandardError = true,
            RedirectStandardInput = true,
            Environment = { ["SABOT_TEST_CONNECTION"] = connectionString, ["SABOT_TEST_STORE"] = storeConnectionString },
        };
        foreach (var argument in smallDisk is null ? [] : SmallDisk.Arguments(smallDisk, "dotnet"))
            start.ArgumentList.Add(argument);
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Sabot.Cdc.Faults.Consumer.dll"));
        foreach (var setting in settings)
            start.ArgumentList.Add(setting);
        _process?.Dispose();
        _process = Process.Start(start)!;
        _errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Nothing of the process runs any more.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Stops the process where it is, as a debugger or a starved machine does.</summary>
    public void Freeze() => Signals.Send(_process!.Id, Signals.Stop);

    public void Thaw() => Signals.Send(_process!.Id, Signals.Continue);

    /// <summary>Makes the handling of the next change take so long.</summary>
    public async Task PauseAsync(TimeSpan time)
    {
        var milliseconds = ((int)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        await _process!.StandardInput.WriteLineAsync($"pause {milliseconds}");
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Tells it to end, and waits for that.</summary>
    public async Task<ConsumerExit> TerminateAsync()
    {
        Signals.Send(_process!.Id, Signals.Terminate);
        return await EndAsync();
    }

    /// <summary>Waits until it ends, by itself or not.</summary>
    public async Task<ConsumerExit> EndAsync()
    {
        await Wait.ForAsync(_process!.WaitForExitAsync(), "the consumer ends", EndLimit);
        return (ConsumerExit)_process.ExitCode;
    }

    public void Dispose()
    {
        if (_process is { HasExited: false })
            _process.Kill();
        _process?.Dispose();
    }
}
