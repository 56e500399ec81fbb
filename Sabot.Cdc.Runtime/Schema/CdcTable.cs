namespace Sabot.Cdc;

/// <summary>
/// A table as the code was compiled against it, generated from a <c>.cdc</c> file, or as the stream has it
/// (<see cref="CdcClient.Tables"/>). Accessors address columns by their ordinal in <see cref="Columns"/>, whatever
/// place the stream gives them.
/// </summary>
public sealed class CdcTable
{
    private readonly string[] _key;
    private readonly CdcColumn[] _columns;

    /// <summary>Creates the descriptor.</summary>
    /// <param name="schema">The schema's name, without quotes.</param>
    /// <param name="name">The table's name, without quotes.</param>
    /// <param name="identity">The replica identity.</param>
    /// <param name="key">The key columns' names in key order; each is one of <paramref name="columns"/>.</param>
    /// <param name="columns">The columns; their order defines the ordinals.</param>
    public CdcTable(
        string schema,
        string name,
        CdcReplicaIdentity identity,
        ReadOnlySpan<string> key,
        ReadOnlySpan<CdcColumn> columns)
    {
        ArgumentException.ThrowIfNullOrEmpty(schema);
        ArgumentException.ThrowIfNullOrEmpty(name);

        Schema = schema;
        Name = name;
        QualifiedName = $"{schema}.{name}";
        Identity = identity;
        _key = key.ToArray();
        _columns = columns.ToArray();

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var column in _columns)
        {
            if (!names.Add(column.Name))
                throw new ArgumentException($"{QualifiedName} has two columns {column.Name}.", nameof(columns));
        }

        foreach (var column in _key)
        {
            if (!names.Contains(column))
                throw new ArgumentException($"{QualifiedName} has no key column {column}.", nameof(key));
        }

        Nested = new NestedColumns(columns);
    }

    /// <summary>The schema's name, without quotes.</summary>
    public string Schema { get; }

    /// <summary>The table's name, without quotes.</summary>
    public string Name { get; }

    /// <summary><c>schema.table</c>, for messages and metrics; not quoted, so not for SQL.</summary>
    public string QualifiedName { get; }

    /// <summary>What the table logs of old rows.</summary>
    public CdcReplicaIdentity Identity { get; }

    /// <summary>The names of the key columns in key order; empty when the table has no key.</summary>
    public ReadOnlySpan<string> Key => _key;

    /// <summary>The columns by ordinal.</summary>
    public ReadOnlySpan<CdcColumn> Columns => _columns;

    /// <summary>The columns and everything nested in them.</summary>
    internal NestedColumns Nested { get; }

    /// <inheritdoc/>
    public override string ToString() => QualifiedName;
}
