using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Naming;

/// <summary>The keys under <c>names</c> in sabot-cdc.json that give things other C# names.</summary>
internal static class NameKey
{
    /// <summary>The key of a table or type.</summary>
    public static string Of(SchemaItem item) => item.QualifiedName;

    /// <summary>The key of a column, attribute or label.</summary>
    public static string Of(SchemaItem item, string member) =>
        item.QualifiedName + "." + SchemaIdentifier.Quote(member);

    /// <summary>The key as it is written in the file, within double quotes.</summary>
    public static string Show(string key) => '"' + key.Replace("\\", "\\\\").Replace("\"", "\\\"") + '"';
}
