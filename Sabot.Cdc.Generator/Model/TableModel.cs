using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Generator.Model;

/// <summary>Everything that the generated code of one table depends on, and nothing else.</summary>
/// <remarks>
/// It must be immutable and equal by value, down to the last list: the pipeline generates a table again exactly when
/// its model is not equal to that of the run before. It holds no Roslyn type, as those are never equal between runs and
/// keep a whole compilation alive, and no places in the file, as these change when nothing else does.
/// </remarks>
/// <param name="Schema">The table's schema in PostgreSQL.</param>
/// <param name="Name">The table's name in PostgreSQL.</param>
/// <param name="TypeName">What the table's types and <c>cdc.X()</c> are named after.</param>
/// <param name="Identity">The table's replica identity.</param>
/// <param name="Key">Ordinals in <paramref name="Columns"/> of the columns that identify a row, in key order.</param>
/// <param name="Columns">The columns, in the order of their names.</param>
/// <param name="Tombstones">The dropped columns.</param>
internal sealed record TableModel(
    string Schema,
    string Name,
    string TypeName,
    SchemaIdentity Identity,
    EquatableArray<int> Key,
    EquatableArray<ColumnModel> Columns,
    EquatableArray<TombstoneModel> Tombstones)
{
    /// <summary><c>schema.table</c>, quoted as in SQL.</summary>
    public string QualifiedName => SchemaIdentifier.Qualify(Schema, Name);
}
