namespace Sabot.Cdc.Tool.Catalog;

/// <summary>What a column's type comes to.</summary>
/// <param name="Type">The type of a value, or of an array's elements, below all domains.</param>
/// <param name="Modifier">Its modifier, -1 for none.</param>
/// <param name="IsArray">Whether the column holds arrays of the type.</param>
/// <param name="Domain">The domain as a .cdc file names it, or null.</param>
internal sealed record ResolvedType(CatalogType Type, int Modifier, bool IsArray, string? Domain)
{
    /// <summary>An array of a domain over an array, which is the only way to make one of these.</summary>
    public bool IsArrayOfArrays => IsArray && Type.IsArray;

    /// <summary>Whether values, or elements, are read as text because nothing is known about their type.</summary>
    public bool IsText => IsArrayOfArrays || (!Type.IsBuiltIn && !Type.IsDescribed);
}
