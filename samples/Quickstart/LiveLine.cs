using System.Diagnostics;
using Sabot.Cdc;

namespace Quickstart;

/// <summary>
/// The line that shows the stream at work: redrawn in place on a terminal, a line a second elsewhere.
/// </summary>
internal sealed class LiveLine(CdcClient cdc, Func<long> changes)
{
    private static readonly bool IsTerminal = !Console.IsOutputRedirected;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(IsTerminal ? 0.2 : 1);

    private readonly Lock _console = new();
    private long _lastChanges;
    private long _lastTime = Stopwatch.GetTimestamp();
    private bool _isDrawn;

    /// <summary>Starts drawing; disposing draws a last time and stops.</summary>
    public IDisposable Start() => new Timer(_ => Draw(), null, Interval, Interval);

    /// <summary>Prints a line of its own above the live one.</summary>
    public void Print(string line)
    {
        lock (_console)
        {
            if (_isDrawn)
                Console.Write("\r\e[K");
            Console.WriteLine(line);
            _isDrawn = false;
        }
    }

    private void Draw()
    {
        lock (_console)
        {
            var now = Stopwatch.GetTimestamp();
            var count = changes();
            var rate = (count - _lastChanges) / Stopwatch.GetElapsedTime(_lastTime, now).TotalSeconds;
            (_lastChanges, _lastTime) = (count, now);
            var line = $"{count,9:N0} changes {rate,9:N0}/s  lag {cdc.Statistics.LagBytes / 1024.0,8:N1} KiB";
            if (IsTerminal)
                Console.Write($"\r{line}\e[K");
            else
                Console.WriteLine(line);
            _isDrawn = IsTerminal;
        }
    }
}
