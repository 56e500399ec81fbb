using Microsoft.Extensions.Logging;
using Xunit.Abstractions;

namespace Sabot.Cdc.Integration.Tests.Failover;

/// <summary>Keeps what a client logs, and shows it with the test's result: after a failure, what happened is in there.</summary>
internal sealed class OutputLogger(ITestOutputHelper output) : ILogger<CdcClient>
{
    private readonly Lock _gate = new();
    private readonly List<(int Id, string Text)> _lines = [];

    /// <summary>The texts of one kind of event.</summary>
    public List<string> Texts(int id)
    {
        lock (_gate)
            return [.. _lines.Where(line => line.Id == id).Select(line => line.Text)];
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_gate)
        {
            _lines.Add((eventId.Id, formatter(state, exception)));
            output.WriteLine($"{DateTime.UtcNow:HH:mm:ss.fff} {logLevel}: {_lines[^1].Text} {exception?.Message}");
        }
    }
}
