using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Sabot.Cdc.Integration.Tests.Hosting;

/// <summary>Keeps everything that a host logs: its events, and their whole text with exceptions.</summary>
internal sealed class LogLines : ILoggerProvider
{
    private readonly ConcurrentQueue<(string Category, LogLevel Level, int Id, string Text, Exception? Exception)> _lines = new();

    public IReadOnlyList<(string Category, LogLevel Level, int Id, string Text, Exception? Exception)> All => [.. _lines];

    public int Count(int id) => Of(id).Count();

    /// <summary>The only line of an event: its level, text and exception.</summary>
    public (LogLevel Level, string Text, Exception? Exception) One(int id)
    {
        var line = Assert.Single(Of(id));
        return (line.Level, line.Text, line.Exception);
    }

    private IEnumerable<(string Category, LogLevel Level, int Id, string Text, Exception? Exception)> Of(int id) =>
        _lines.Where(line => line.Category.StartsWith("Sabot.Cdc", StringComparison.Ordinal) && line.Id == id);

    public ILogger CreateLogger(string categoryName) => new Logger(_lines, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(ConcurrentQueue<(string, LogLevel, int, string, Exception?)> lines, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue((category, logLevel, eventId.Id, formatter(state, exception), exception));
    }
}
