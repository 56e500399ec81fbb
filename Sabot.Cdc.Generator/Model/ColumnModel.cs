using Sabot.Cdc.Naming;

namespace Sabot.Cdc.Generator.Model;

/// <summary>A column as it is generated.</summary>
/// <param name="Name">Its name in PostgreSQL.</param>
/// <param name="PostgresType">Its type in PostgreSQL, with modifier.</param>
/// <param name="NotNull">Whether it is declared NOT NULL.</param>
/// <param name="Kind">How its values arrive.</param>
/// <param name="PropertyName">The C# name everything about the column is named after.</param>
/// <param name="Members">Its members in the row struct.</param>
internal sealed record ColumnModel(
    string Name,
    string PostgresType,
    bool NotNull,
    ColumnKind Kind,
    string PropertyName,
    EquatableArray<MemberModel> Members);
