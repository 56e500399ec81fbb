namespace Sabot.Cdc.Generator.Model;

/// <summary>Says how a C# name is chosen.</summary>
internal static class NameSetting
{
    /// <param name="key">The item, column or label, quoted as in SQL.</param>
    public static string Advice(string key) =>
        $"set another name for it in sabot-cdc.json, \"names\": {{ \"{key.Replace("\\", "\\\\").Replace("\"", "\\\"")}\": … }}, and "
        + "run 'dotnet sabot-cdc scaffold'";
}
