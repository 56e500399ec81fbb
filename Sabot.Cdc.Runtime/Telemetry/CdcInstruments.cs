using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Sabot.Cdc;

/// <summary>The instruments that are written to when something happens; others look at clients.</summary>
/// <seealso href="https://opentelemetry.io/docs/specs/semconv/messaging/messaging-metrics/"/>
internal static class CdcInstruments
{
    private static readonly string? Version = typeof(CdcInstruments).Assembly.GetName().Version?.ToString(3);

    internal static readonly Meter Meter = new(CdcDiagnostics.MeterName, Version);

    internal static readonly ActivitySource Activities = new(CdcDiagnostics.ActivitySourceName, Version);

    internal static readonly Histogram<double> ProcessDuration = Meter.CreateHistogram(
        "messaging.process.duration",
        "s",
        "How long a handler took for a batch of changes.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
        });

    internal static readonly Counter<long> HandlerFailures = Meter.CreateCounter<long>(
        "sabot.cdc.handler.failures", "{failure}", "How often handlers threw, every attempt counted.");

    internal static readonly Counter<long> Parked = Meter.CreateCounter<long>(
        "sabot.cdc.parked.changes", "{message}", "Changes that were parked because their handler failed.");
}
