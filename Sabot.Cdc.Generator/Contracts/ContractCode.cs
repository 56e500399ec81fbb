using Sabot.Cdc.Generator.Model;

namespace Sabot.Cdc.Generator.Contracts;

/// <summary>What is generated for a contract.</summary>
/// <param name="Contract">The contract.</param>
/// <param name="RowType">The table's row type with its namespace; null if there is no such table.</param>
/// <param name="Properties">The properties' types and what they read.</param>
internal sealed record ContractCode(
    ContractModel Contract, string? RowType, EquatableArray<ContractMember> Properties);
