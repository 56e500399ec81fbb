namespace Sabot.Cdc;

/// <summary>A handler without its change's type, which only it and the generated code know.</summary>
internal abstract class ChangeInvoker
{
    /// <summary>The table as the handler's code was compiled against it.</summary>
    internal abstract CdcTable Table { get; }

    /// <summary>Calls the handler with the change in a row.</summary>
    internal abstract ValueTask InvokeAsync(CdcBatch batch, int row, CancellationToken cancellationToken);
}

/// <inheritdoc/>
internal sealed class ChangeInvoker<TChange>(ICdcHandler<TChange> handler) : ChangeInvoker
    where TChange : struct, ICdcChange<TChange>
{
    internal override CdcTable Table => TChange.Table;

    internal override ValueTask InvokeAsync(CdcBatch batch, int row, CancellationToken cancellationToken) =>
        handler.HandleAsync(TChange.Create(batch, row), cancellationToken);
}
