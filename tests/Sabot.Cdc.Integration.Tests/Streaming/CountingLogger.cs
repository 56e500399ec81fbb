using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Sabot.Cdc.Integration.Tests.Streaming;

/// <summary>Counts events by their ids.</summary>
internal sealed class CountingLogger : ILogger<CdcClient>
{
    /// <summary>The ids, as the runtime's log has them.</summary>
    public const int SlotBusy = 7, Reconnecting = 20, SpillBegun = 80, SpillCommitted = 81, SpillRolledBack = 82;

    private readonly ConcurrentDictionary<int, int> _counts = new();

    public int this[int id] => _counts.GetValueOrDefault(id);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _counts.AddOrUpdate(eventId.Id, 1, (_, count) => count + 1);
}
