using System.Diagnostics;
using System.Globalization;

namespace Sabot.Cdc.Client.Bench.Measuring;

/// <summary>
/// What one drain cost: the clock, this process's processor time and allocations from the moment START_REPLICATION is
/// sent to the last row's last column.
/// </summary>
internal sealed class Stage
{
    private long _began;
    private long _ended;
    private TimeSpan _processor;
    private long _allocated;

    /// <summary>START_REPLICATION is about to be sent.</summary>
    internal void Begin()
    {
        _allocated = GC.GetTotalAllocatedBytes(precise: true);
        _processor = Environment.CpuUsage.TotalTime;
        _began = Stopwatch.GetTimestamp();
    }

    /// <summary>The last row has been read.</summary>
    internal void End()
    {
        _ended = Stopwatch.GetTimestamp();
        _processor = Environment.CpuUsage.TotalTime - _processor;
        _allocated = GC.GetTotalAllocatedBytes(precise: true) - _allocated;
    }

    /// <summary>
    /// Seconds, microseconds of processor time, bytes allocated, bytes of memory at most, rows, checksum.
    /// </summary>
    internal string Report(Checksum checksum) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Stopwatch.GetElapsedTime(_began, _ended).TotalSeconds:F6} {_processor.TotalMicroseconds:F0} {_allocated} "
        + $"{PeakMemory()} {checksum.Rows} {checksum.Value:x16}");

    /// <summary>Peak resident set of the process's whole life.</summary>
    private static long PeakMemory()
    {
        var line = File.ReadLines("/proc/self/status")
            .First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        var kilobytes = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        return long.Parse(kilobytes, CultureInfo.InvariantCulture) << 10;
    }
}
