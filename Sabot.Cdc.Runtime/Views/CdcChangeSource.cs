namespace Sabot.Cdc;

/// <summary>
/// A table that a stream of several tables is to have; generated code makes it (<c>UsersChange.Source</c>).
/// </summary>
public sealed class CdcChangeSource
{
    private readonly Func<CdcBatch, int, ICdcChange> _create;

    private CdcChangeSource(CdcTable table, Func<CdcBatch, int, ICdcChange> create)
    {
        Table = table;
        _create = create;
    }

    /// <summary>The table as the code was compiled against it.</summary>
    public CdcTable Table { get; }

    /// <summary>The table of a change struct.</summary>
    /// <typeparam name="TChange">The generated change struct of the table.</typeparam>
    public static CdcChangeSource Of<TChange>()
        where TChange : struct, ICdcChange<TChange> =>
        new(TChange.Table, static (batch, row) => TChange.Create(batch, row));

    /// <inheritdoc/>
    public override string ToString() => Table.QualifiedName;

    internal ICdcChange Create(CdcBatch batch, int row) => _create(batch, row);
}
