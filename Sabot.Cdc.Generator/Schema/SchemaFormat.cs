namespace Sabot.Cdc.Schema;

/// <summary>The version of the .cdc grammar, and the words that every error about a .cdc file shares.</summary>
/// <remarks>The grammar is described in docs/cdc-format.md.</remarks>
internal static class SchemaFormat
{
    /// <summary>The only version this parser reads and this printer writes.</summary>
    public const int Version = 1;

    /// <summary>What to do about a file that scaffold cannot have written.</summary>
    public const string ScaffoldAgain = "run 'dotnet sabot-cdc scaffold' again instead of editing the file";
}
