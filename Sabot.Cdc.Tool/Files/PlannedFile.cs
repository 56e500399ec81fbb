namespace Sabot.Cdc.Tool.Files;

/// <summary>What is to become of one table's file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Text">The text that it has to have.</param>
/// <param name="IsChanged">Whether it does not have that text yet.</param>
internal sealed record PlannedFile(string Path, string Text, bool IsChanged);
