using System.Text;
using Sabot.Cdc.Tool.Terminal;

namespace Sabot.Cdc.Tool.Tail;

/// <summary>Shows the changes of a client's tables until it is cancelled or has shown enough.</summary>
/// <param name="Writer">How each is shown.</param>
/// <param name="From">The first one that is shown.</param>
/// <param name="Limit">How many are shown; null for no limit.</param>
internal sealed record TailRun(IChangeWriter Writer, CdcPosition? From, long? Limit)
{
    private long _shown;

    /// <summary>Ends when the limit is reached, nobody reads the output any more, or the client stops.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="CdcException">The stream failed.</exception>
    public async Task FollowAsync(IAsyncEnumerable<CommitOrder> stream, ToolConsole console, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var payloads = stream.GetAsyncEnumerator(ending.Token);
        var text = new StringBuilder();
        while (await payloads.MoveNextAsync())
        {
            var isComplete = Append(text, payloads.Current);
            if (!await TryWriteAsync(console, text))
                return;
            if (_shown == Limit)
            {
                if (isComplete)
                    await FinishAsync(payloads, ending);
                return;
            }
        }
    }

    // Moving past a payload finishes all of it. What was shown in part is never finished.
    private static async Task FinishAsync(IAsyncEnumerator<CommitOrder> payloads, CancellationTokenSource ending)
    {
        var moving = payloads.MoveNextAsync();
        await ending.CancelAsync();
        try
        {
            await moving;
        }
        catch (OperationCanceledException)
        {
            // There is nothing to wait for.
        }
    }

    /// <summary>False when nobody reads any more: head ends when it has seen enough.</summary>
    private static async Task<bool> TryWriteAsync(ToolConsole console, StringBuilder text)
    {
        try
        {
            await console.Output.WriteAsync(text, CancellationToken.None);
            await console.Output.FlushAsync(CancellationToken.None);
            text.Clear();
            return console.HasReader();
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>False when the limit was reached before the payload's end.</summary>
    private bool Append(StringBuilder text, CommitOrder payload)
    {
        for (; payload.HasCurrent; payload.MoveNext())
        {
            var change = new CdcChangeView(payload.Batch, payload.Row);
            if (change.Position < From)
                continue;
            if (_shown == Limit)
                return false;
            Writer.Write(text, change);
            _shown++;
        }

        return true;
    }
}
