namespace Sabot.Cdc;

/// <summary>One column of a table as the code was compiled against it; generated from a <c>.cdc</c> file.</summary>
public sealed class CdcColumn
{
    /// <summary>Creates the descriptor.</summary>
    /// <param name="name">The column's name as PostgreSQL stores it, without quotes.</param>
    /// <param name="type">How its values are laid out in a batch.</param>
    /// <param name="postgresType">Its PostgreSQL type as <c>format_type</c> prints it, for messages.</param>
    /// <param name="isNullable">False when the schema file says <c>not null</c>.</param>
    public CdcColumn(string name, CdcType type, string postgresType, bool isNullable)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(postgresType);
        if (!Enum.IsDefined(type))
            throw new ArgumentOutOfRangeException(nameof(type), type, "Not a column type.");

        Name = name;
        Type = type;
        PostgresType = postgresType;
        IsNullable = isNullable;
    }

    /// <summary>The column's name as PostgreSQL stores it, without quotes.</summary>
    public string Name { get; }

    /// <summary>How the column's values are laid out in a batch.</summary>
    public CdcType Type { get; }

    /// <summary>The PostgreSQL type as <c>format_type</c> prints it.</summary>
    public string PostgresType { get; }

    /// <summary>False when the schema file says <c>not null</c>.</summary>
    public bool IsNullable { get; }
}
