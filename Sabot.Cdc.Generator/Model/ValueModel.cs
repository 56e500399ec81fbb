using Sabot.Cdc.Naming;

namespace Sabot.Cdc.Generator.Model;

/// <summary>The type of a column's values, or of an array's elements.</summary>
/// <param name="Kind">How they arrive.</param>
/// <param name="PostgresType">The type in PostgreSQL, with modifier.</param>
/// <param name="TypeName">Of an enum or a composite, what its C# types are named after, in full.</param>
/// <param name="Element">Of an array, its elements.</param>
internal sealed record ValueModel(
    ColumnKind Kind, string PostgresType, string? TypeName = null, ValueModel? Element = null);
