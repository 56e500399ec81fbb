namespace Sabot.Cdc.Schema;

/// <summary>The version of the .cdc grammar, which docs/cdc-format.md describes.</summary>
internal static class SchemaFormat
{
    /// <summary>The only version that the parser reads and the printer writes.</summary>
    public const int Version = 1;

    /// <summary>What ends a <c>column</c> line of a column declared so.</summary>
    public const string NotNull = " not null";

    /// <summary>What starts a line that says more about the line above it.</summary>
    public const string Indent = "  ";
}
