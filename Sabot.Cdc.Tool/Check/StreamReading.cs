using Sabot.Cdc.Naming;
using Sabot.Cdc.Schema;
using Sabot.Cdc.Tool.Catalog;

namespace Sabot.Cdc.Tool.Check;

/// <summary>
/// Whether a client that was compiled with one set of files reads a stream of another: the rules by which the runtime
/// binds a table (TableBinding, ColumnBinder and ColumnTypes there), with files in the place of the stream.
/// </summary>
/// <param name="compiled">What the client was compiled with.</param>
/// <param name="streamed">What the stream has.</param>
internal sealed class StreamReading(SchemaSet compiled, SchemaSet streamed)
{
    /// <summary>
    /// Whether old images have what the compiled code reads of them: the whole row for FULL, else the columns of the key.
    /// </summary>
    public static bool ReadsOldImages(SchemaTable compiled, SchemaTable streamed) =>
        streamed.Identity == SchemaIdentity.Full || compiled.Identity == SchemaIdentity.Nothing
        || (compiled.Identity != SchemaIdentity.Full
            && compiled.Key.All(column => streamed.Identity != SchemaIdentity.Nothing && streamed.Key.Contains(column)));

    /// <summary>Whether the compiled code's accessors read what is sent for the column.</summary>
    public bool Reads(SchemaColumn column, SchemaColumn sent) => Reads(column, sent, []);

    private bool Reads(SchemaColumn column, SchemaColumn sent, HashSet<TableName> within)
    {
        var (expected, actual) = (SentAs(compiled.KindOf(column)), SentAs(streamed.KindOf(sent)));
        if (expected is null || actual is null)
            return column.Type == sent.Type;
        if (expected != actual)
            return false;

        return expected switch
        {
            ColumnKind.Array => Reads(SchemaSet.ElementOf(column), SchemaSet.ElementOf(sent), within),
            ColumnKind.Composite => ReadsAttributes((SchemaComposite)compiled.TypeOf(column)!, (SchemaComposite)streamed.TypeOf(sent)!, within),
            _ => true,
        };
    }

    /// <summary>Attributes are found by their names, and those that the code does not know are fine.</summary>
    private bool ReadsAttributes(SchemaComposite type, SchemaComposite sent, HashSet<TableName> within)
    {
        // A composite within itself is an error of the generator.
        if (!within.Add(TableName.Of(type)))
            return true;

        var reads = type.Attributes.All(attribute =>
            sent.Attributes.FirstOrDefault(other => other.Name == attribute.Name) is { } other && Reads(attribute, other, within));
        within.Remove(TableName.Of(type));
        return reads;
    }

    /// <summary>Enums are sent as the text of their labels.</summary>
    private static ColumnKind? SentAs(ColumnKind? kind) => kind == ColumnKind.Enum ? ColumnKind.Text : kind;
}
