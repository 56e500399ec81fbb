using Microsoft.Extensions.Logging;
using Sabot.Cdc.Tool.Terminal;

namespace Sabot.Cdc.Tool.Tail;

/// <summary>Shows a client's warnings, such as what a start waits for. Its errors end the command and are shown then.</summary>
internal sealed class WarningLogger(ToolConsole console) : ILogger<CdcClient>
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            console.Error.WriteLine(console.ErrorPalette.Yellow(formatter(state, exception)));
    }
}
