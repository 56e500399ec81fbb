using System.Buffers;
using Sabot.Cdc.Tool.Commands;

namespace Sabot.Cdc.Tool.Slots;

/// <summary>Names that PostgreSQL takes for a replication slot.</summary>
internal static class SlotName
{
    // NAMEDATALEN - 1.
    private const int MaxLength = 63;
    private static readonly SearchValues<char> Characters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");

    /// <summary>The name, if it is one.</summary>
    /// <exception cref="ToolException">It is not.</exception>
    public static string Check(string name) =>
        name.Length is > 0 and <= MaxLength && !name.AsSpan().ContainsAnyExcept(Characters)
            ? name
            : throw new ToolException($"'{name}' is no name of a slot; use 1 to {MaxLength} of the characters a-z, 0-9 and _.", ExitCode.WrongUsage);
}
