using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Tool.Configuration;

/// <summary>A member of <c>types</c> or <c>columns</c>: the user's own type and what reads it.</summary>
/// <param name="Key">The key as it is written.</param>
/// <param name="Parts">Its parts by SQL's rules; of one of PostgreSQL's own types, null.</param>
/// <param name="Place">Where the key stands.</param>
/// <param name="Reader">The type and its reader.</param>
internal sealed record ReaderSetting(string Key, IReadOnlyList<string>? Parts, ConfigPlace Place, SchemaReader Reader);
