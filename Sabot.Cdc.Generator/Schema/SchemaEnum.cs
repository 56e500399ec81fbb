using System.Collections.Generic;

namespace Sabot.Cdc.Schema;

/// <summary>What one .cdc file says about one enum type.</summary>
/// <param name="Schema">The type's schema, unquoted.</param>
/// <param name="Name">The type's name, unquoted.</param>
/// <param name="Labels">The labels, in the order that the enum gives them.</param>
/// <param name="Place">Where the qualified name stands in the file.</param>
internal sealed record SchemaEnum(
    string Schema, string Name, IReadOnlyList<SchemaLabel> Labels, SchemaPlace Place = default)
    : SchemaItem(Schema, Name, Place)
{
    public override string Keyword => SchemaKeywords.Enum;
}
