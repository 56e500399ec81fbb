namespace Sabot.Cdc.Tool.Terminal;

/// <summary>Puts colours around text, or leaves it as it is.</summary>
internal sealed class Palette
{
    public static readonly Palette Plain = new(false);
    public static readonly Palette Ansi = new(true);

    private readonly bool _isColored;

    private Palette(bool isColored) => _isColored = isColored;

    public string Red(string text) => Paint(text, "31");

    public string Yellow(string text) => Paint(text, "33");

    public string Green(string text) => Paint(text, "32");

    public string Cyan(string text) => Paint(text, "36");

    public string Bold(string text) => Paint(text, "1");

    public string Dim(string text) => Paint(text, "2");

    private string Paint(string text, string code) => _isColored && text.Length > 0 ? $"\e[{code}m{text}\e[0m" : text;
}
