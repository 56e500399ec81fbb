using System;

namespace Sabot.Cdc.Generator.Model;

/// <summary>A .cdc file of the project.</summary>
/// <param name="Path">The path as the compiler was given it.</param>
/// <param name="Text">The text, or null if the compiler could not read the file.</param>
internal sealed record CdcFile(string Path, string? Text)
{
    public static bool IsCdc(string path) => path.EndsWith(".cdc", StringComparison.OrdinalIgnoreCase);
}
