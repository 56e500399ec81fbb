namespace Sabot.Cdc.Faults.Load;

/// <summary>
/// A change as it was written. Ids are used once and versions too, so table, operation, id and version tell it from
/// every other; a delete has no version, and there is one of an id.
/// </summary>
/// <param name="Value">The other columns in the consumer's text form.</param>
internal sealed record ModelChange(string Table, char Operation, long Id, long Version, string Value)
{
    public ChangeKey Key => new(Table, Operation, Id, Version);
}

/// <summary>What identifies a change of the model.</summary>
internal readonly record struct ChangeKey(string Table, char Operation, long Id, long Version);
