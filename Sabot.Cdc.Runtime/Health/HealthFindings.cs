using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Sabot.Cdc;

/// <summary>What a health check has to say: each finding with how bad it is.</summary>
internal sealed class HealthFindings
{
    private readonly List<string> _sentences = [];

    internal HealthStatus Status { get; private set; } = HealthStatus.Healthy;

    internal void Add(HealthStatus status, string sentence)
    {
        if (status < Status)
            Status = status;
        _sentences.Add(sentence);
    }

    /// <summary>Degraded above the first limit, unhealthy above the second, nothing below.</summary>
    internal void AddAbove<T>(T value, T degraded, T unhealthy, string sentence)
        where T : IComparable<T>
    {
        if (value.CompareTo(unhealthy) > 0)
            Add(HealthStatus.Unhealthy, sentence);
        else if (value.CompareTo(degraded) > 0)
            Add(HealthStatus.Degraded, sentence);
    }

    public override string ToString() => string.Join(' ', _sentences);

    internal static string Bytes(long bytes) => bytes < 1 << 20
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:F0} KiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 20):F0} MiB");

    internal static string Seconds(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F0} s");

    internal static string Time(DateTime time) => time.ToString("u", CultureInfo.InvariantCulture);
}
