using Sabot.Cdc.Generator.Diagnostics;

namespace Sabot.Cdc.Generator.Model;

/// <summary>What became of one .cdc file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Table">The table, or null if the file is wrong.</param>
/// <param name="Place">Where the file names its table; null exactly when <paramref name="Table"/> is.</param>
/// <param name="Diagnostics">What there is to say about the file.</param>
internal sealed record TableResult(
    string Path, TableModel? Table, FilePlace? Place, EquatableArray<DiagnosticModel> Diagnostics);
