using Sabot.Cdc.Generator.Diagnostics;

namespace Sabot.Cdc.Generator.Model;

/// <summary>What became of one .cdc file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Item">The table or type; null if the file is so wrong that there is no code for it.</param>
/// <param name="Place">Where the file names its item; null exactly when <paramref name="Item"/> is.</param>
/// <param name="Diagnostics">What there is to say about the file.</param>
internal sealed record ItemResult(
    string Path, ItemModel? Item, FilePlace? Place, EquatableArray<DiagnosticModel> Diagnostics)
{
    /// <summary>A file that there is no code for.</summary>
    public static ItemResult Wrong(string path, System.Collections.Generic.IEnumerable<DiagnosticModel> diagnostics) =>
        new(path, null, null, new EquatableArray<DiagnosticModel>(diagnostics));
}
