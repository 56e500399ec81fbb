using Sabot.Cdc.Generator.Diagnostics;
using Sabot.Cdc.Generator.Model;

namespace Sabot.Cdc.Generator.Contracts;

/// <summary>What became of a contract.</summary>
/// <param name="Code">What to generate; null if the declaration cannot be implemented.</param>
/// <param name="Diagnostics">What there is to say about it.</param>
internal sealed record ContractCheck(ContractCode? Code, EquatableArray<DiagnosticModel> Diagnostics);
