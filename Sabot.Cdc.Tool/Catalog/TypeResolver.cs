namespace Sabot.Cdc.Tool.Catalog;

/// <summary>Takes the domains and arrays off a column's type.</summary>
internal sealed class TypeResolver(IReadOnlyDictionary<uint, CatalogType> types)
{
    public ResolvedType Resolve(uint oid, int modifier)
    {
        var (type, domain) = StripDomains(oid, ref modifier);
        if (!type.IsArray)
            return new ResolvedType(type, modifier, IsArray: false, domain?.ToString());

        // An array has the modifier of its elements.
        var (element, elementDomain) = StripDomains(type.Element, ref modifier);
        var arrayDomain = domain?.ToString() ?? (elementDomain is null ? null : elementDomain + "[]");
        return new ResolvedType(element, modifier, IsArray: true, arrayDomain);
    }

    /// <summary>The type below all domains, with the modifier of the innermost, and the outermost domain's name.</summary>
    private (CatalogType Type, TableName? Domain) StripDomains(uint oid, ref int modifier)
    {
        var type = types[oid];
        TableName? outermost = type.IsDomain ? type.Name : null;
        while (type.IsDomain)
        {
            modifier = type.BaseModifier;
            type = types[type.Base];
        }

        return (type, outermost);
    }
}
