namespace Sabot.Cdc;

/// <summary>The tables of a stream of several, and how their changes are made.</summary>
internal sealed class ChangeSources
{
    private readonly Dictionary<CdcTable, CdcChangeSource> _byTable = [];

    /// <exception cref="ArgumentException">There are none, one is null, or one table is there twice.</exception>
    public ChangeSources(CdcChangeSource[] sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        if (sources.Length == 0)
            throw new ArgumentException("A stream needs at least one table; name it: UsersChange.Source.", nameof(sources));

        var names = new HashSet<(string Schema, string Name)>();
        foreach (var source in sources)
        {
            if (source is null)
                throw new ArgumentException("One of the tables is null.", nameof(sources));
            if (!names.Add((source.Table.Schema, source.Table.Name)))
                throw new ArgumentException($"{source.Table} is named twice.", nameof(sources));
            _byTable.Add(source.Table, source);
        }

        Scope = SubscriptionScope.Of([.. sources.Select(source => source.Table)]);
    }

    public SubscriptionScope Scope { get; }

    /// <summary>What makes the changes of a batch.</summary>
    public CdcChangeSource Of(CdcBatch batch) => _byTable[batch.Table];
}
