namespace Sabot.Cdc;

/// <summary>
/// Which tables a subscription is for: one that code was compiled against, one that is known by name, or all there are.
/// </summary>
internal sealed class SubscriptionScope
{
    private readonly CdcTable? _name;

    private SubscriptionScope(CdcTable? name, CdcTable? compiled)
    {
        _name = name;
        Compiled = compiled;
    }

    /// <summary>Every table that the session streams, each as the stream has it.</summary>
    internal static SubscriptionScope Everything { get; } = new(null, null);

    /// <summary>The table to bind batches to; null when that is the stream's.</summary>
    internal CdcTable? Compiled { get; }

    /// <summary>The one table, of which without compiled code nothing but the name is known; null for all.</summary>
    internal CdcTable? Named => _name;

    /// <summary>A table that code was compiled against.</summary>
    internal static SubscriptionScope Of(CdcTable compiled) => new(compiled, compiled);

    /// <summary>A table as the stream has it.</summary>
    internal static SubscriptionScope Of(string schema, string table) =>
        new(new CdcTable(schema, table, CdcReplicaIdentity.Nothing, [], []), null);

    internal bool Includes(StreamSchema schema) =>
        _name is null || (_name.Schema == schema.Schema && _name.Name == schema.Table);

    public override string ToString() => _name?.QualifiedName ?? "all tables";
}
