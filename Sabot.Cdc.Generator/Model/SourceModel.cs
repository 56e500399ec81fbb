namespace Sabot.Cdc.Generator.Model;

/// <summary>One generated file.</summary>
internal sealed record SourceModel(string HintName, string Text);
