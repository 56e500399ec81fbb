using Microsoft.Extensions.Logging;
using Sabot.Cdc.Client.Bench.Measuring;

namespace Sabot.Cdc.Client.Bench.Typed;

/// <summary>
/// Hears the client say that it is connected and about to send START_REPLICATION, and starts the clock.
/// </summary>
internal sealed class StartListener(Stage stage) : ILogger<CdcClient>
{
    private const int SessionStarting = 1;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (eventId.Id == SessionStarting)
            stage.Begin();
        if (logLevel >= LogLevel.Warning)
            Console.Error.WriteLine(formatter(state, exception));
    }

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;
}
