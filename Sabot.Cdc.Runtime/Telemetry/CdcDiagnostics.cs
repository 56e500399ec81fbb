namespace Sabot.Cdc;

/// <summary>
/// The names under which metrics and activities are to be had, for <c>AddMeter</c> and <c>AddSource</c> of an
/// OpenTelemetry SDK. docs/observability.md lists what is there.
/// </summary>
public static class CdcDiagnostics
{
    /// <summary>The meter of all clients of the process.</summary>
    public const string MeterName = "Sabot.Cdc";

    /// <summary>The source of an activity for each batch that a handler handles.</summary>
    public const string ActivitySourceName = "Sabot.Cdc";
}
