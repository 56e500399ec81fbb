namespace Sabot.Cdc.Generator.Model;

/// <summary>A label of an enum, and the name of the value that it is in C#.</summary>
internal sealed record LabelModel(string Label, string Name);
