using System.Linq;
using Sabot.Cdc.Naming;

namespace Sabot.Cdc.Generator.Model;

/// <summary>Says how a C# name is chosen.</summary>
internal static class NameSetting
{
    /// <param name="keys">The keys of sabot-cdc.json, either of which mends it.</param>
    public static string Advice(params string[] keys) =>
        $"set {string.Join(" or ", keys.Distinct().Select(NameKey.Show))} under \"names\" in sabot-cdc.json to another name "
        + "and run 'dotnet sabot-cdc scaffold'";
}
