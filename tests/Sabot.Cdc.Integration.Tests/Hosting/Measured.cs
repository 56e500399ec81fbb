using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Sabot.Cdc.Integration.Tests.Hosting;

/// <summary>What the meter says of one slot.</summary>
internal sealed class Measured : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Name, double Value, Dictionary<string, object?> Tags)> _values = new();

    public Measured(string slot)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == CdcDiagnostics.MeterName)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(slot, instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(slot, instrument, value, tags));
        _listener.Start();
    }

    /// <summary>Every measurement of an instrument so far, of those that are observed only the present one.</summary>
    public List<(double Value, Dictionary<string, object?> Tags)> Read(string name)
    {
        var before = _values.Count(value => value.Name == name);
        _listener.RecordObservableInstruments();
        return
        [
            .. _values
                .Where(value => value.Name == name)
                .Skip(IsObserved(name) ? before : 0)
                .Select(value => (value.Value, value.Tags)),
        ];
    }

    /// <summary>The only present measurement of an instrument, or of one table.</summary>
    public double? One(string name, string? table = null)
    {
        var values = Read(name).Where(value => table is null || (string?)value.Tags["messaging.destination.name"] == table).ToList();
        return values.Count == 0 ? null : Assert.Single(values).Value;
    }

    public void Dispose() => _listener.Dispose();

    private static bool IsObserved(string name) =>
        name is not ("messaging.process.duration" or "sabot.cdc.handler.failures" or "sabot.cdc.parked.changes");

    private void Keep(string slot, Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        Dictionary<string, object?> kept = [];
        foreach (var (key, tag) in tags)
            kept.Add(key, tag);
        if ((string?)kept.GetValueOrDefault("messaging.consumer.group.name") == slot)
            _values.Enqueue((instrument.Name, value, kept));
    }
}
