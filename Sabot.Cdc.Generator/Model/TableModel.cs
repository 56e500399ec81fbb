using System.Linq;
using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Generator.Model;

/// <summary>A table as it is generated.</summary>
/// <param name="Schema">The table's schema in PostgreSQL.</param>
/// <param name="Name">The table's name in PostgreSQL.</param>
/// <param name="Namespace">The namespace of its types.</param>
/// <param name="TypeName">What the table's types and <c>cdc.X()</c> are named after.</param>
/// <param name="Comment">What COMMENT ON says of it.</param>
/// <param name="Identity">The table's replica identity.</param>
/// <param name="Key">Ordinals in <paramref name="Columns"/> of the columns that identify a row, in key order.</param>
/// <param name="Columns">The columns, in the order of their names.</param>
/// <param name="Tombstones">The dropped columns.</param>
internal sealed record TableModel(
    string Schema,
    string Name,
    string Namespace,
    string TypeName,
    string? Comment,
    SchemaIdentity Identity,
    EquatableArray<int> Key,
    EquatableArray<ColumnModel> Columns,
    EquatableArray<TombstoneModel> Tombstones) : ItemModel(Schema, Name, Namespace, TypeName, Comment)
{
    /// <summary>The first column of the key whose values cannot outlive their batch; null if there is none.</summary>
    public ColumnModel? ColumnWithoutKeyValue =>
        Key.Select(ordinal => Columns[ordinal]).FirstOrDefault(column => !column.CanBeInKey);

    /// <summary>Whether there is a key, with a type of its own.</summary>
    public bool HasKeyType => Key.Count > 0 && ColumnWithoutKeyValue is null;
}
