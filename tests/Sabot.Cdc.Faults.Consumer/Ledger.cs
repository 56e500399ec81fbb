using System.Globalization;
using System.Text;

namespace Sabot.Cdc.Faults.Consumer;

/// <summary>
/// The file of what was handled, over all lives of the consumer: a line is with the operating system, and so survives a
/// kill, before the next change is asked for.
/// </summary>
internal sealed class Ledger(string path) : IDisposable
{
    private readonly FileStream _file = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
    private readonly Lock _gate = new();

    /// <summary>A client begins.</summary>
    public void Begin() => Append("S");

    /// <summary>A change was handled.</summary>
    public void Write(in Handled change) => Append(change.Line);

    /// <summary>Everything of the table (or of all, for *) up to this position is about to be acknowledged by hand.</summary>
    public void Acknowledge(string table, CdcPosition position) =>
        Append(string.Create(CultureInfo.InvariantCulture, $"A {table} {position.Lsn} {position.Sequence}"));

    /// <summary>Everything up to this position is done, though no change is there.</summary>
    public void Progress(CdcPosition position) =>
        Append(string.Create(CultureInfo.InvariantCulture, $"P {position.Lsn} {position.Sequence}"));

    /// <summary>The positions from here on, and those before it, are of this history.</summary>
    public void Enter(CdcTimeline timeline) => Append($"T {timeline}");

    /// <summary>The position of the last line that has one, over all lives, and its history; nulls for none.</summary>
    public (CdcPosition? Position, CdcTimeline? Timeline) LastPosition()
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        CdcPosition? last = null;
        CdcTimeline? timeline = null;
        while (reader.ReadLine() is { } line)
        {
            var parts = line.Split(' ');
            if (parts[0] is "C" or "P")
                last = PositionOf(parts.AsSpan(parts[0] == "C" ? 2 : 1));
            else if (parts[0] == "T")
                timeline = CdcTimeline.Parse(parts[1]);
        }

        return last is null ? (null, null) : (last, timeline);
    }

    /// <summary>A stream ended with this error.</summary>
    public void Fail(Exception error) => Append($"E {error.GetType().Name}");

    public void Dispose() => _file.Dispose();

    private static CdcPosition PositionOf(ReadOnlySpan<string> parts) =>
        new(ulong.Parse(parts[0], CultureInfo.InvariantCulture), uint.Parse(parts[1], CultureInfo.InvariantCulture));

    private void Append(string line)
    {
        var bytes = Encoding.ASCII.GetBytes(line + '\n');
        lock (_gate)
            _file.Write(bytes);
    }
}
