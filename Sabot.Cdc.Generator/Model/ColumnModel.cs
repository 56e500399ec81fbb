using Sabot.Cdc.Naming;

namespace Sabot.Cdc.Generator.Model;

/// <summary>A column of a table or an attribute of a composite as it is generated.</summary>
/// <param name="Name">Its name in PostgreSQL.</param>
/// <param name="NotNull">Whether it is declared NOT NULL.</param>
/// <param name="Value">The type of its values.</param>
/// <param name="PropertyName">The C# name everything about the column is named after.</param>
/// <param name="Members">Its members in the row struct.</param>
internal sealed record ColumnModel(
    string Name, bool NotNull, ValueModel Value, string PropertyName, EquatableArray<MemberModel> Members)
{
    public ColumnKind Kind => Value.Kind;

    public string PostgresType => Value.PostgresType;

    /// <summary>The domain it is declared with, if any.</summary>
    public string? Domain { get; init; }

    /// <summary>Whether PostgreSQL computes it.</summary>
    public bool IsGenerated { get; init; }

    /// <summary>What COMMENT ON says of it.</summary>
    public string? Comment { get; init; }

    /// <summary>The user's own type for it, if any.</summary>
    public ReaderModel? Reader { get; init; }

    /// <summary>Whether a value can be held that outlives its batch and is equal by what it is.</summary>
    public bool CanBeInKey => Reader is not null || Kind switch
    {
        ColumnKind.Composite => false,
        ColumnKind.Array => Value.Element!.Kind
            is not (ColumnKind.Composite or ColumnKind.Array or ColumnKind.Binary or ColumnKind.Enum),
        _ => true,
    };

    /// <summary>The name of one of its members; null if it has none of the kind.</summary>
    public string? NameOf(MemberKind kind)
    {
        for (var i = 0; i < Members.Count; i++)
        {
            if (Members[i].Kind == kind)
                return Members[i].Name;
        }

        return null;
    }
}
