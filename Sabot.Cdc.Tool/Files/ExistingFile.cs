using Sabot.Cdc.Schema;
using Sabot.Cdc.Tool.Catalog;

namespace Sabot.Cdc.Tool.Files;

/// <summary>A .cdc file that is there already.</summary>
/// <param name="Path">Its path as messages show it.</param>
/// <param name="Schema">What it says.</param>
internal sealed record ExistingFile(string Path, SchemaItem Schema)
{
    public TableName Name => TableName.Of(Schema);

    public bool IsTable => Schema is SchemaTable;
}
