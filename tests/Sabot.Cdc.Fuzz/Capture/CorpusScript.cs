namespace Sabot.Cdc.Fuzz.Capture;

/// <summary>One part of <c>corpus.sql</c>: its name, wal2arrow's options, and the statements.</summary>
internal sealed record CorpusScript(string Name, string[] Options, string[] Statements)
{
    private const string Header = "-- session ";

    internal static List<CorpusScript> Parse(string sql)
    {
        List<CorpusScript> scripts = [];
        foreach (var part in sql.Split(Header).Skip(1))
        {
            var end = part.IndexOf('\n', StringComparison.Ordinal);
            var header = part[..end].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            // Statements end at the end of a line, and no literal of the file does that.
            var statements = part[end..].Split(
                ";\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            scripts.Add(new CorpusScript(header[0], header[1..], statements));
        }

        return scripts;
    }
}
