namespace Sabot.Cdc.Faults.Consuming;

/// <summary>A ledger in a file, its length in bytes.</summary>
internal sealed class FileLedger(string path) : ILedger
{
    public Task<long> LengthAsync() => Task.FromResult(File.Exists(path) ? new FileInfo(path).Length : 0);

    /// <summary>The complete lines.</summary>
    public async Task<List<LedgerLine>> ReadAsync()
    {
        if (!File.Exists(path))
            return [];
        var lines = new List<LedgerLine>();
        long end = 0;
        foreach (var text in (await File.ReadAllTextAsync(path)).Split('\n').SkipLast(1))
            lines.Add(LedgerLine.Parse(text, end += text.Length + 1));
        return lines;
    }
}
