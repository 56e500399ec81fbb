using Sabot.Cdc.Generator.Diagnostics;
using Sabot.Cdc.Generator.Model;

namespace Sabot.Cdc.Generator.Contracts;

/// <summary>What was read of one struct with the attribute: the contract, and where its parts are in the source.</summary>
/// <param name="Model">The contract; null if its declaration cannot be implemented.</param>
/// <param name="TablePlace">Where the attribute names the table.</param>
/// <param name="PropertyPlaces">Where the name of each property is.</param>
/// <param name="Diagnostics">What is wrong with the declaration, whatever the table.</param>
internal sealed record ContractDeclaration(
    ContractModel? Model,
    FilePlace TablePlace,
    EquatableArray<FilePlace> PropertyPlaces,
    EquatableArray<DiagnosticModel> Diagnostics);
