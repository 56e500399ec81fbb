namespace Sabot.Cdc.Tool.Terminal;

/// <summary>
/// Says what is being done, on one line of the terminal that is gone when it is done; nothing where messages go to a
/// file. It appears only after a moment, so that quick work does not flicker.
/// </summary>
internal sealed class Progress : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(400);

    private readonly TextWriter? _writer;
    private readonly int _width;
    private readonly Timer? _timer;
    private readonly Lock _gate = new();
    private string _text;
    private int _shown;
    private bool _isOver;

    public Progress(ToolConsole console, string text, TimeSpan? patience = null)
    {
        _text = text;
        _width = console.Width;
        if (!console.ErrorIsTerminal)
            return;
        _writer = console.Error;
        _timer = new Timer(_ => Show(), null, patience ?? Patience, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Says something else from now on.</summary>
    public void Report(string text)
    {
        lock (_gate)
        {
            _text = text;
            if (_shown > 0)
                Write();
        }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        lock (_gate)
        {
            _isOver = true;
            if (_shown > 0)
                _writer?.Write($"\r{new string(' ', _shown)}\r");
            _writer?.Flush();
        }
    }

    private void Show()
    {
        lock (_gate)
        {
            if (!_isOver)
                Write();
        }
    }

    private void Write()
    {
        // Blanks rather than an escape sequence: they do on every terminal.
        var text = _text.Length < _width ? _text : _text[..(_width - 1)];
        _writer?.Write("\r" + text.PadRight(_shown));
        _shown = text.Length;
        _writer?.Flush();
    }
}
