using System.Diagnostics;
using System.Globalization;

namespace Sabot.Cdc.Views.Bench;

/// <summary>
/// Measures all readers of a case in turn, for a fraction of a millisecond each, round after round: a change of the machine's
/// speed hits all of them, and the median of the ratios within each round is not moved by what hits one of them.
/// </summary>
internal sealed class Rounds(Case subject, int rounds)
{
    private const double SliceMilliseconds = 0.3;
    private const int WarmUpMilliseconds = 500;

    private readonly Func<long>[] _readers = [.. subject.Readers.Select(reader => reader.Read)];

    /// <summary>
    /// Runs every reader for a while. Do so for all cases, more than once, before the first is measured: the runtime
    /// compiles what is used often once more, when it has time for it.
    /// </summary>
    public void WarmUp()
    {
        subject.Check();
        foreach (var read in _readers)
            Fastest(read);
    }

    public void Measure(TextWriter output)
    {
        int[] repeats = [.. _readers.Select(read => Math.Max(1, (int)(SliceMilliseconds * 1e6 / Fastest(read))))];
        var nanoseconds = new double[_readers.Length, rounds];
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < _readers.Length; i++)
            {
                // Each round starts with another reader.
                var reader = (i + round) % _readers.Length;
                nanoseconds[reader, round] = Slice(_readers[reader], repeats[reader]);
            }
        }

        Report(output, nanoseconds, Allocated(repeats[0]));
    }

    private void Report(TextWriter output, double[,] nanoseconds, long allocated)
    {
        var values = (double)subject.Values * Cases.Rows;
        output.WriteLine(Invariant($"value views {subject.Name} generated {Median(round => nanoseconds[0, round]) / values:F2} ns"));
        output.WriteLine(Invariant($"allocated views {subject.Name} generated {allocated} bytes"));
        for (var i = 0; i < subject.Rivals.Length; i++)
        {
            var rival = i + 1;
            var name = subject.Rivals[i].Name;
            output.WriteLine(Invariant($"value views {subject.Name} {name} {Median(round => nanoseconds[rival, round]) / values:F2} ns"));
            output.WriteLine(Invariant(
                $"ratio views {subject.Name} generated/{name} {Median(round => nanoseconds[0, round] / nanoseconds[rival, round]):F2}"));
        }
    }

    /// <summary>Of as many repetitions as a slice has.</summary>
    private long Allocated(int repeats)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Slice(subject.Generated, repeats);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>The nanoseconds of the fastest of many repetitions.</summary>
    private static double Fastest(Func<long> read)
    {
        var fastest = double.MaxValue;
        for (var clock = Stopwatch.StartNew(); clock.ElapsedMilliseconds < WarmUpMilliseconds;)
            fastest = Math.Min(fastest, Slice(read, 1));
        return fastest;
    }

    /// <summary>Nanoseconds for one repetition.</summary>
    private static double Slice(Func<long> read, int repeats)
    {
        long sum = 0;
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < repeats; i++)
            sum += read();
        var elapsed = Stopwatch.GetElapsedTime(start).TotalNanoseconds / repeats;
        GC.KeepAlive(sum == 0 ? read : null);
        return elapsed;
    }

    private double Median(Func<int, double> figure)
    {
        double[] figures = [.. Enumerable.Range(0, rounds).Select(figure).Order()];
        return (figures[(rounds - 1) / 2] + figures[rounds / 2]) / 2;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
