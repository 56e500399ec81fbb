namespace Sabot.Cdc.Generator.Model;

/// <summary>The user's own type of a column, and the struct that reads it, both in full as C# writes them.</summary>
internal sealed record ReaderModel(string Type, string Reader);
