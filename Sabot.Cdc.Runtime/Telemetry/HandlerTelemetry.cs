using System.Diagnostics;

namespace Sabot.Cdc;

/// <summary>What is measured of one handler.</summary>
internal sealed class HandlerTelemetry
{
    private readonly TagList _tags;
    private readonly TagList _processTags;
    private readonly string _activityName;

    internal HandlerTelemetry(TagList ofStream, string tables)
    {
        _tags = ofStream;
        _processTags = ofStream;
        _processTags.Add(Tags.Operation, Tags.Process);
        _activityName = $"{Tags.Process} {tables}";
    }

    internal void CountFailure(Exception exception)
    {
        var tags = _tags;
        tags.Add(Tags.ErrorType, exception.GetType().FullName);
        CdcInstruments.HandlerFailures.Add(1, tags);
    }

    internal void CountParked() => CdcInstruments.Parked.Add(1, _tags);

    /// <summary>A handler begins with a batch, or with what it has left of one. Free when nobody listens.</summary>
    internal Processing Begin(CdcBatch batch)
    {
        if (!CdcInstruments.ProcessDuration.Enabled && !CdcInstruments.Activities.HasListeners())
            return default;
        var activity = CdcInstruments.Activities.StartActivity(_activityName, ActivityKind.Consumer);
        if (activity is { IsAllDataRequested: true })
        {
            foreach (var (name, value) in _processTags)
                activity.SetTag(name, value);
            activity.SetTag(Tags.OperationType, Tags.Process);
            activity.SetTag(Tags.BatchCount, batch.Count - batch.Operations.Count(RowOperation.OldImage));
            activity.SetTag(Tags.Position, batch.Position(0).ToString());
        }

        return new Processing(this, activity);
    }

    /// <summary>A batch in its handler.</summary>
    internal readonly struct Processing(HandlerTelemetry telemetry, Activity? activity)
    {
        private readonly long _began = Stopwatch.GetTimestamp();

        /// <summary>The handler is done with it, or threw.</summary>
        internal void End(Exception? exception)
        {
            if (telemetry is null)
                return;
            var tags = telemetry._processTags;
            if (exception is not null)
            {
                tags.Add(Tags.ErrorType, exception.GetType().FullName);
                activity?.SetTag(Tags.ErrorType, exception.GetType().FullName);
                activity?.SetStatus(ActivityStatusCode.Error);
            }

            CdcInstruments.ProcessDuration.Record(Stopwatch.GetElapsedTime(_began).TotalSeconds, tags);
            activity?.Dispose();
        }
    }
}
