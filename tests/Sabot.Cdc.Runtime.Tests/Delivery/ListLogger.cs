using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Sabot.Cdc.Runtime.Tests.Delivery;

/// <summary>Keeps what is logged at Information or above, and lets a test wait for it.</summary>
internal sealed class ListLogger : ILogger
{
    private readonly SemaphoreSlim _logged = new(0);

    internal ConcurrentQueue<string> Lines { get; } = new();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
            return;
        Lines.Enqueue($"{eventId.Id} {formatter(state, exception)}");
        _logged.Release();
    }

    /// <summary>Waits for the next line.</summary>
    internal async Task<string> NextAsync()
    {
        Assert.True(await _logged.WaitAsync(TimeSpan.FromSeconds(30)), "Nothing was logged.");
        Assert.True(Lines.TryDequeue(out var line));
        return line;
    }
}
