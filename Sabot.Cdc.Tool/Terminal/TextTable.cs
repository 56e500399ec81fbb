namespace Sabot.Cdc.Tool.Terminal;

/// <summary>Rows of text in columns that are as wide as their widest cell.</summary>
internal sealed class TextTable(params (string Title, bool IsNumber)[] columns)
{
    private const string Gap = "  ";

    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(cells.Length, columns.Length);
        _rows.Add(cells);
    }

    public void Write(TextWriter writer, Palette palette)
    {
        var widths = columns.Select((column, i) => _rows.Select(row => row[i].Length).Append(column.Title.Length).Max()).ToArray();
        writer.WriteLine(palette.Bold(Line([.. columns.Select(column => column.Title)], widths)));
        foreach (var row in _rows)
            writer.WriteLine(Line(row, widths));
    }

    private string Line(string[] cells, int[] widths) =>
        string.Join(Gap, cells.Select((cell, i) => columns[i].IsNumber ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]))).TrimEnd();
}
