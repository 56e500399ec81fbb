namespace Sabot.Cdc;

/// <summary>
/// Which tables a subscription is for: those that code was compiled against, one that is known by name, or all there
/// are.
/// </summary>
internal sealed class SubscriptionScope
{
    private const int MaxNames = 5;

    private readonly CdcTable[]? _tables;
    private readonly bool _isCompiled;

    private SubscriptionScope(CdcTable[]? tables, bool isCompiled)
    {
        _tables = tables;
        _isCompiled = isCompiled;
    }

    /// <summary>Every table that the session streams, each as the stream has it.</summary>
    internal static SubscriptionScope Everything { get; } = new(null, isCompiled: false);

    /// <summary>
    /// The tables that are asked for, of which without compiled code nothing but the names are known; none when it is
    /// for all.
    /// </summary>
    internal IReadOnlyList<CdcTable> Named => _tables ?? [];

    /// <summary>Tables that code was compiled against.</summary>
    internal static SubscriptionScope Of(params CdcTable[] compiled) => new(compiled, isCompiled: true);

    /// <summary>A table as the stream has it.</summary>
    internal static SubscriptionScope Of(string schema, string table) =>
        new([new CdcTable(schema, table, CdcReplicaIdentity.Nothing, [], [])], isCompiled: false);

    /// <summary>Whether the subscription gets the rows of a table of the stream.</summary>
    /// <param name="schema">The table as the stream has it.</param>
    /// <param name="compiled">The table to bind batches to; null when that is the stream's.</param>
    internal bool Includes(StreamSchema schema, out CdcTable? compiled)
    {
        compiled = null;
        if (_tables is null)
            return true;
        foreach (var table in _tables)
        {
            if (table.Name != schema.Table || table.Schema != schema.Schema)
                continue;
            compiled = _isCompiled ? table : null;
            return true;
        }

        return false;
    }

    public override string ToString() => _tables switch
    {
        null => "all tables",
        { Length: > MaxNames } => $"{Names(MaxNames)} and {_tables.Length - MaxNames} other tables",
        _ => Names(_tables.Length),
    };

    private string Names(int count) => string.Join(", ", _tables!.Take(count).Select(table => table.QualifiedName));
}
