using Sabot.Cdc.Generator.Model;

namespace Sabot.Cdc.Generator.Emit;

/// <summary>Writes what a table has: its row, key, change and batch types, and its method on the client.</summary>
internal static class TableEmitter
{
    public static void Emit(SourceWriter source, TableModel table, string clientNamespace)
    {
        source.Block($"namespace {table.Namespace}", () =>
        {
            RowEmitter.Emit(source, table);
            source.Line();
            if (table.HasKeyType)
            {
                KeyEmitter.Emit(source, table);
                source.Line();
            }

            ChangeEmitter.Emit(source, table);
            source.Line();
            BatchEmitter.Emit(source, table);
            if (clientNamespace == table.Namespace)
            {
                source.Line();
                ClientEmitter.EmitMethod(source, table);
            }
        });
        if (clientNamespace != table.Namespace)
        {
            source.Line();
            source.Block($"namespace {clientNamespace}", () => ClientEmitter.EmitMethod(source, table));
        }
    }
}
