using System.Globalization;
using System.Text;

namespace Sabot.Cdc.Integration.Client;

/// <summary>A file of the changes that were handled: one line each, on the disk before the next change is asked for.</summary>
internal sealed class Ledger(string path) : IDisposable
{
    /// <summary>Slower than the source, so that much is received and not yet handled when the process is killed.</summary>
    private static readonly TimeSpan Work = TimeSpan.FromMilliseconds(1);

    private readonly FileStream _file = new(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);

    public void Write(CdcPosition position, long id, decimal amount)
    {
        Thread.Sleep(Work);
        _file.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{position.Lsn} {position.Sequence} {id} {amount}\n")));
        _file.Flush(flushToDisk: true);
    }

    public void Dispose() => _file.Dispose();
}
