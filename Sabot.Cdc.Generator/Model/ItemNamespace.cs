using Sabot.Cdc.Naming;

namespace Sabot.Cdc.Generator.Model;

/// <summary>Where the code of an item is.</summary>
internal static class ItemNamespace
{
    /// <summary>The namespace that its file says, or that of the project.</summary>
    public static string Of(string? own, string defaultNamespace) =>
        own is null ? defaultNamespace : NamingPolicy.Namespace(own, null);
}
