using Sabot.Cdc.Naming;
using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Generator.Model;

/// <summary>Where the code of an item is.</summary>
internal static class ItemNamespace
{
    /// <summary>The namespace that its file says, or that of the project.</summary>
    public static string Of(SchemaItem item, string defaultNamespace) =>
        item.Namespace is null ? defaultNamespace : NamingPolicy.Namespace(item.Namespace, null);
}
