namespace Sabot.Cdc.Generator.Model;

/// <summary>
/// A dropped column: the members that its uses may still name, so that each use fails to compile with the reason.
/// </summary>
/// <param name="Name">Its name in PostgreSQL.</param>
/// <param name="Value">The type it had.</param>
/// <param name="Members">Its members in the row struct, but for those that other columns have now.</param>
internal sealed record TombstoneModel(string Name, ValueModel Value, EquatableArray<MemberModel> Members);
