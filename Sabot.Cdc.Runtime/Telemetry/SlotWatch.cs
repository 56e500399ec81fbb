using Microsoft.Extensions.Logging;

namespace Sabot.Cdc;

/// <summary>Asks the server from time to time what the slot retains, so that the metric has something to say.</summary>
internal sealed class SlotWatch(CdcClient client, TimeSpan interval, TimeSpan? patience = null)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Watches until the token is cancelled; an outage is logged once.</summary>
    internal async Task RunAsync(ILogger logger, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(interval);
        var known = true;
        try
        {
            do
            {
                var reason = await LookAsync(cancellationToken).ConfigureAwait(false);
                if (reason is not null && known)
                    Log.SlotUnknown(logger, client.Slot, reason);
                else if (reason is null && !known)
                    Log.SlotKnown(logger, client.Slot);
                known = reason is null;
            }
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    /// <summary>Why the server could not be asked; null when it could.</summary>
    private async Task<string?> LookAsync(CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(patience ?? Patience);
        try
        {
            await client.ReadSlotAsync(timeout.Token).ConfigureAwait(false);
            return null;
        }
        catch (CdcException e)
        {
            return e.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "it did not answer in time";
        }
    }
}
