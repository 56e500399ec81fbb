namespace Sabot.Cdc.Generator.Model;

/// <summary>
/// A dropped column: the members that its uses may still name, so that each use fails to compile with the reason.
/// </summary>
/// <param name="Name">Its name in PostgreSQL.</param>
/// <param name="Value">The type it had.</param>
/// <param name="Members">Its members in the row struct, but for those that other columns have now.</param>
/// <param name="Successor">The property of the column that it may have been renamed to; null if none looks like that.</param>
internal sealed record TombstoneModel(
    string Name, ValueModel Value, EquatableArray<MemberModel> Members, string? Successor)
{
    /// <summary>What to do about a use of it.</summary>
    /// <param name="removal">How to do without.</param>
    public string Advice(string removal) =>
        Successor is null ? removal : $"{removal}, or read {Successor} if that is its new name";
}
