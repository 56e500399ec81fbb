using Microsoft.Extensions.Logging;

namespace Sabot.Cdc;

/// <summary>
/// Says once of each change of a table's schema which columns the code does not know: nothing is wrong with them, but
/// somebody may look for their values. Lives as long as the client, so that a new session does not say it again.
/// </summary>
internal sealed class IgnoredColumns
{
    // By table, so that two streams of one table say it once.
    private readonly Dictionary<(string Schema, string Table), string> _said = [];

    /// <summary>Logs the columns of a generation of the stream that the compiled table lacks, if they are new.</summary>
    public void Note(CdcTable compiled, StreamSchema streamed, uint generation, ILogger logger)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var column in compiled.Columns)
            known.Add(column.Name);
        var columns = string.Join(
            ", ",
            streamed.TableColumns.ToArray()
                .Where(field => !known.Contains(field.Name))
                .Select(field => $"{field.Name} {field.PostgresType}"));

        var name = (compiled.Schema, compiled.Name);
        if (columns == _said.GetValueOrDefault(name, ""))
            return;
        _said[name] = columns;
        if (columns.Length > 0)
            Log.ColumnsIgnored(logger, compiled.QualifiedName, columns, generation);
    }
}
