namespace Sabot.Cdc;

/// <summary>Yields the changes of one transaction.</summary>
internal sealed class TransactionChanges(
    TransactionReader reader, CdcTransaction transaction, CancellationToken cancellationToken)
    : IAsyncEnumerator<ICdcChange>
{
    private ICdcChange? _current;
    private bool _hasBegun;
    private bool _hasEnded;

    public ICdcChange Current => _current!;

    public ValueTask<bool> MoveNextAsync()
    {
        if (_hasEnded)
            return new ValueTask<bool>(false);
        if (_hasBegun)
        {
            reader.Check(transaction, this);
            // None when the last move was interrupted.
            if (_current is not null)
                reader.Skip();
        }
        else
        {
            reader.Read(transaction, this);
            _hasBegun = true;
        }

        _current = null;
        if (!reader.IsAtChange || cancellationToken.IsCancellationRequested)
            return FindAsync();
        _current = reader.Create();
        return new ValueTask<bool>(true);
    }

    public ValueTask DisposeAsync()
    {
        _current = null;
        _hasEnded = true;
        return ValueTask.CompletedTask;
    }

    private async ValueTask<bool> FindAsync()
    {
        if (await reader.FindChangeAsync(cancellationToken).ConfigureAwait(false))
            _current = reader.Create();
        else
            _hasEnded = true;
        return !_hasEnded;
    }
}
