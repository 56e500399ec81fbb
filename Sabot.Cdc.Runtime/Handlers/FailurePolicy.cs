using Microsoft.Extensions.Logging;

namespace Sabot.Cdc;

/// <summary>What happens to a change that its handler threw on: retries, and then the end of the stream or parking.
/// </summary>
internal sealed class FailurePolicy(
    string name,
    ChangeInvoker handler,
    CdcHandlerOptions options,
    ChangeParker? parker,
    HandlerTelemetry telemetry,
    ILogger logger)
{
    /// <summary>Returns when the change is done after all: handled at last, or parked.</summary>
    /// <exception cref="CdcHandlerException">It is not, and the stream has to end before it.</exception>
    /// <exception cref="OperationCanceledException">The host stops, and the change comes again.</exception>
    internal async Task SettleAsync(
        CdcBatch batch, int row, Exception exception, CancellationToken stopping, CancellationToken aborting)
    {
        for (var attempt = 1; ; attempt++)
        {
            telemetry.CountFailure(exception);
            var change = new FailedChange(
                name,
                handler.Table.QualifiedName,
                (CdcChangeKind)batch.Operation(row),
                batch.Position(row),
                exception,
                attempt);
            if (attempt > (options.RetryAttempts ?? int.MaxValue))
            {
                GiveUp(batch, row, change);
                return;
            }

            var delay = Delay(attempt);
            Log.HandlerRetries(logger, name, change.Kind, change.Table, change.Position, attempt, delay, exception);
            await Task.Delay(delay, stopping).ConfigureAwait(false);
            try
            {
                await handler.InvokeAsync(batch, row, aborting).ConfigureAwait(false);
                return;
            }
            catch (Exception e)
            {
                aborting.ThrowIfCancellationRequested();
                exception = e;
            }
        }
    }

    private void GiveUp(CdcBatch batch, int row, FailedChange change)
    {
        if (parker is null)
            throw HandlerErrors.Failed(change);
        string file;
        try
        {
            file = parker.Park(batch, row, change);
        }
        catch (Exception e)
        {
            throw HandlerErrors.NotParked(change, parker.Folder, e);
        }

        telemetry.CountParked();
        Log.ChangeParked(
            logger, change.Kind, change.Table, change.Position, file, name, change.Attempts, change.Exception);
    }

    /// <summary>Twice as long each time, up to the limit, and less by up to a half at random.</summary>
    private TimeSpan Delay(int attempt)
    {
        var longest = options.RetryDelay.TotalMilliseconds * Math.Pow(2, Math.Min(attempt - 1, 40));
        longest = Math.Min(longest, options.MaxRetryDelay.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(longest * (1 - Random.Shared.NextDouble() / 2));
    }
}
