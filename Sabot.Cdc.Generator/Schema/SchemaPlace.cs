namespace Sabot.Cdc.Schema;

/// <summary>Where something stands in a .cdc file, so that a diagnostic can point at it.</summary>
/// <param name="Line">1-based line; 0 in a model that was not parsed from a file.</param>
/// <param name="Column">1-based column in UTF-16 code units, as MSBuild and editors count.</param>
/// <param name="Length">UTF-16 code units; 0 for something that is missing at this place.</param>
/// <param name="Offset">0-based offset of the place in the whole text.</param>
internal readonly record struct SchemaPlace(int Line, int Column, int Length, int Offset);
