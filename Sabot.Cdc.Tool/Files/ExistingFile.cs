using Sabot.Cdc.Schema;
using Sabot.Cdc.Tool.Catalog;

namespace Sabot.Cdc.Tool.Files;

/// <summary>A .cdc file that is there already.</summary>
/// <param name="Path">Its path as messages show it.</param>
/// <param name="Schema">What it says.</param>
internal sealed record ExistingFile(string Path, SchemaTable Schema)
{
    public TableName Table => TableName.Of(Schema);
}
