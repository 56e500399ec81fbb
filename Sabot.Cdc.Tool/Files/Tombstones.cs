using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Tool.Files;

/// <summary>Keeps the columns that a table once had as <c>removed</c> lines.</summary>
internal static class Tombstones
{
    /// <summary>
    /// The table as it is now, with a tombstone for each column that its file knew and that it does not have: those of
    /// the file's own tombstones that were not added again, and the columns that went since.
    /// </summary>
    public static SchemaTable Carry(SchemaTable before, SchemaTable now)
    {
        var present = now.Columns.Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
        var gone = before.Columns.Select(column => new SchemaTombstone(column.Name, column.Type) { CSharpName = column.CSharpName })
            .Concat(before.Removed)
            .Where(column => !present.Contains(column.Name));
        return now with { Removed = [.. gone] };
    }
}
