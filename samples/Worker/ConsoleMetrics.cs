using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Sabot.Cdc;

namespace Worker;

/// <summary>Prints the metrics from time to time; an OpenTelemetry SDK would have AddMeter(CdcDiagnostics.MeterName).
/// </summary>
internal sealed class ConsoleMetrics : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == CdcDiagnostics.MeterName && instrument.IsObservable)
                listener.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Print(instrument, $"{value}", tags));
        listener.SetMeasurementEventCallback<double>(
            (instrument, value, tags, _) => Print(instrument, $"{value:F3}", tags));
        listener.Start();
        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            listener.RecordObservableInstruments();
    }

    private static void Print(Instrument instrument, string value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var where = "";
        foreach (var (key, tag) in tags)
        {
            if (key is "messaging.destination.name" or "sabot.cdc.position.kind")
                where += $" {tag}";
        }

        Console.WriteLine($"metric   {instrument.Name}{where} = {value} {instrument.Unit}");
    }
}
