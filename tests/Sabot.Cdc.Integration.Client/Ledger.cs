using System.Globalization;
using System.Text;

namespace Sabot.Cdc.Integration.Client;

/// <summary>A file of the changes that were handled: one line each, on the disk before the next change is asked for.</summary>
internal sealed class Ledger(string path) : IDisposable
{
    private readonly FileStream _file = new(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);

    public void Write(CdcPosition position, long id, decimal amount)
    {
        _file.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{position.Lsn} {position.Sequence} {id} {amount}\n")));
        _file.Flush(flushToDisk: true);
    }

    public void Dispose() => _file.Dispose();
}
