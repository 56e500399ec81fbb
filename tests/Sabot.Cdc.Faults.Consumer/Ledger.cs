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
    public void Write(in Handled change) => Append(string.Create(
        CultureInfo.InvariantCulture,
        $"C {change.Table} {change.Position.Lsn} {change.Position.Sequence} {change.Operation} {change.Id} {change.Version} {change.Value}"));

    /// <summary>Everything of the table (or of all, for *) up to this position is about to be acknowledged by hand.</summary>
    public void Acknowledge(string table, CdcPosition position) =>
        Append(string.Create(CultureInfo.InvariantCulture, $"A {table} {position.Lsn} {position.Sequence}"));

    /// <summary>A stream ended with this error.</summary>
    public void Fail(Exception error) => Append($"E {error.GetType().Name}");

    public void Dispose() => _file.Dispose();

    private void Append(string line)
    {
        var bytes = Encoding.ASCII.GetBytes(line + '\n');
        lock (_gate)
            _file.Write(bytes);
    }
}
