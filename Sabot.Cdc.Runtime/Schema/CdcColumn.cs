namespace Sabot.Cdc;

/// <summary>
/// One column of a table, element of an array or attribute of a composite: as the code was compiled against it, from a
/// <c>.cdc</c> file, or as the stream has it (<see cref="CdcClient.Tables"/>).
/// </summary>
public sealed class CdcColumn
{
    private readonly CdcColumn[] _children;

    /// <summary>Creates the descriptor of a column that is neither an array nor a composite.</summary>
    /// <param name="name">The column's name as PostgreSQL stores it, without quotes.</param>
    /// <param name="type">How its values are laid out in a batch.</param>
    /// <param name="postgresType">Its PostgreSQL type as <c>format_type</c> prints it, for messages.</param>
    /// <param name="isNullable">False when the schema file says <c>not null</c>.</param>
    public CdcColumn(string name, CdcType type, string postgresType, bool isNullable)
        : this(name, type, postgresType, isNullable, [])
    {
    }

    /// <summary>Creates the descriptor of an array or a composite.</summary>
    /// <param name="name">The column's name as PostgreSQL stores it, without quotes.</param>
    /// <param name="type">How its values are laid out in a batch.</param>
    /// <param name="postgresType">Its PostgreSQL type as <c>format_type</c> prints it, for messages.</param>
    /// <param name="isNullable">False when the schema file says <c>not null</c>.</param>
    /// <param name="children">
    /// The element of an array, under any name; the attributes of a composite, at least one, whose order defines their
    /// ordinals.
    /// </param>
    public CdcColumn(
        string name, CdcType type, string postgresType, bool isNullable, ReadOnlySpan<CdcColumn> children)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(postgresType);
        if (!Enum.IsDefined(type))
            throw new ArgumentOutOfRangeException(nameof(type), type, "Not a column type.");
        CheckChildren(name, type, children);

        Name = name;
        Type = type;
        PostgresType = postgresType;
        IsNullable = isNullable;
        _children = children.ToArray();
    }

    /// <summary>The name as PostgreSQL stores it, without quotes.</summary>
    public string Name { get; }

    /// <summary>How the values are laid out in a batch.</summary>
    public CdcType Type { get; }

    /// <summary>The PostgreSQL type as <c>format_type</c> prints it.</summary>
    public string PostgresType { get; }

    /// <summary>False when the schema file says <c>not null</c>.</summary>
    public bool IsNullable { get; }

    /// <summary>An array's element, a composite's attributes by ordinal; of other types empty.</summary>
    public ReadOnlySpan<CdcColumn> Children => _children;

    private static void CheckChildren(string name, CdcType type, ReadOnlySpan<CdcColumn> children)
    {
        var fits = type switch
        {
            CdcType.Array => children.Length == 1,
            CdcType.Composite => children.Length > 0,
            _ => children.IsEmpty,
        };
        if (!fits)
        {
            throw new ArgumentException(
                $"{name} has {children.Length} children; an Array has one, a Composite at least one, a {type} none.",
                nameof(children));
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var child in children)
        {
            ArgumentNullException.ThrowIfNull(child, nameof(children));
            if (!names.Add(child.Name))
                throw new ArgumentException($"{name} has two attributes {child.Name}.", nameof(children));
        }
    }
}
