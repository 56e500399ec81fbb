namespace Sabot.Cdc.Tool.Files;

/// <summary>A .cdc file that the database or the configuration has no use for any more.</summary>
/// <param name="File">The file.</param>
/// <param name="Reason">Why, as the end of a sentence that starts with its path.</param>
internal sealed record StaleFile(ExistingFile File, string Reason);
