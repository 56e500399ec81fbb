using System.Globalization;

namespace Sabot.Cdc.Faults.Consumer;

/// <summary>How fast changes are handled: a nap after every so many, and pauses that are asked for on standard input.</summary>
internal sealed class Pace(int changesPerNap)
{
    private long _resumeAt;
    private int _changes;

    /// <summary>Reads <c>pause MILLISECONDS</c> lines; the process does not outlive whoever writes them.</summary>
    public void Listen()
    {
        var thread = new Thread(() =>
        {
            while (Console.In.ReadLine() is { } line)
            {
                var milliseconds = int.Parse(line["pause ".Length..], CultureInfo.InvariantCulture);
                Volatile.Write(ref _resumeAt, Environment.TickCount64 + milliseconds);
            }

            Environment.Exit(1);
        })
        { IsBackground = true };
        thread.Start();
    }

    /// <summary>Called within the handling of each change.</summary>
    public void Work()
    {
        if (changesPerNap > 0 && Interlocked.Increment(ref _changes) % changesPerNap == 0)
            Thread.Sleep(1);
        for (long left; (left = Volatile.Read(ref _resumeAt) - Environment.TickCount64) > 0;)
            Thread.Sleep((int)left);
    }
}
