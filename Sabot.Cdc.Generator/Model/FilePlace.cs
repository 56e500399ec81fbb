using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Generator.Model;

/// <summary>A place in a .cdc file.</summary>
internal sealed record FilePlace(string Path, SchemaPlace Place);
