using Sabot.Cdc.Generator.Model;

namespace Sabot.Cdc.Generator.Contracts;

/// <summary>A contract with the table that it is of.</summary>
/// <param name="Declaration">The contract.</param>
/// <param name="Table">The table; null if there is none, or none that has code.</param>
/// <param name="IsBroken">Whether the table has a file, which is wrong: then that is the error, not the contract.</param>
/// <param name="Suggestion">The table that was probably meant, if there is none.</param>
internal sealed record ContractTarget(
    ContractDeclaration Declaration, TableModel? Table, bool IsBroken, string? Suggestion);
