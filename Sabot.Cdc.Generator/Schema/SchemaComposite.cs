using System.Collections.Generic;

namespace Sabot.Cdc.Schema;

/// <summary>What one .cdc file says about one composite type, or the row type of a table that is used as one.</summary>
/// <param name="Schema">The type's schema, unquoted.</param>
/// <param name="Name">The type's name, unquoted.</param>
/// <param name="Attributes">
/// The attributes, none of which is ever <c>not null</c>; sorted by name in a parsed model, in any order in one to be
/// printed.
/// </param>
/// <param name="Place">Where the qualified name stands in the file.</param>
internal sealed record SchemaComposite(
    string Schema, string Name, IReadOnlyList<SchemaColumn> Attributes, SchemaPlace Place = default)
    : SchemaItem(Schema, Name, Place)
{
    public override string Keyword => SchemaKeywords.Composite;
}
