namespace Sabot.Cdc.Generator.Contracts;

/// <summary>A property of a contract as it is implemented.</summary>
/// <param name="Property">The property.</param>
/// <param name="Type">Its type in full.</param>
/// <param name="Member">The member of the row that it reads; null for one that was reported as wrong.</param>
internal sealed record ContractMember(ContractProperty Property, string Type, string? Member);
