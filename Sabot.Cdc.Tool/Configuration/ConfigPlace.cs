namespace Sabot.Cdc.Tool.Configuration;

/// <summary>Where something stands in sabot-cdc.json.</summary>
/// <param name="Line">1-based line.</param>
/// <param name="Column">1-based column in UTF-16 code units, as editors count.</param>
internal readonly record struct ConfigPlace(int Line, int Column);
