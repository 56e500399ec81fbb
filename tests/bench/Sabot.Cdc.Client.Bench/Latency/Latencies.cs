using System.Globalization;

namespace Sabot.Cdc.Client.Bench.Latency;

/// <summary>From commit to handler: the server's clock at the commit, this machine's at the handler.</summary>
internal sealed class Latencies(int skipped, int measured)
{
    private readonly long[] _ticks = new long[measured];
    private int _seen;

    internal bool IsFull => _seen == skipped + _ticks.Length;

    internal void Add(DateTime committed)
    {
        var now = DateTime.UtcNow;
        if (_seen >= skipped)
            _ticks[_seen - skipped] = (now - committed).Ticks;
        _seen++;
    }

    /// <summary>The median and the 99th percentile, in microseconds.</summary>
    internal string Report()
    {
        Array.Sort(_ticks);
        return string.Create(CultureInfo.InvariantCulture, $"{Percentile(50):F0} {Percentile(99):F0}");
    }

    private double Percentile(int percent) =>
        _ticks[(_ticks.Length - 1) * percent / 100] / (double)TimeSpan.TicksPerMicrosecond;
}
