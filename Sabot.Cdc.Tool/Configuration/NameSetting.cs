namespace Sabot.Cdc.Tool.Configuration;

/// <summary>A member of <c>names</c>: the C# name of a table, type, column, attribute or label.</summary>
/// <param name="Key">The key as it is written.</param>
/// <param name="Parts">Its parts by SQL's rules: schema, table or type, and perhaps one in it.</param>
/// <param name="Place">Where the key stands.</param>
/// <param name="Name">The C# name.</param>
/// <param name="NamePlace">Where the C# name stands.</param>
internal sealed record NameSetting(string Key, IReadOnlyList<string> Parts, ConfigPlace Place, string Name, ConfigPlace NamePlace);
