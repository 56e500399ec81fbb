using Sabot.Cdc.Generator.Model;

namespace Sabot.Cdc.Generator.Emit;

/// <summary>Writes the file of one item: a table's types and its method on the client, an enum, or a composite.</summary>
internal static class ItemEmitter
{
    public static SourceModel Emit(ItemModel item, string clientNamespace)
    {
        var source = GeneratedFile.Start();
        switch (item)
        {
            case TableModel table:
                TableEmitter.Emit(source, table, clientNamespace);
                break;
            case EnumModel model:
                source.Block($"namespace {item.Namespace}", () => EnumEmitter.Emit(source, model));
                break;
            case CompositeModel composite:
                source.Block($"namespace {item.Namespace}", () => CompositeEmitter.Emit(source, composite));
                break;
        }

        return new SourceModel(GeneratedFile.HintName(item), source.Finish());
    }
}
