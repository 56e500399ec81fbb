using Sabot.Cdc.Generator.Model;

namespace Sabot.Cdc.Generator.Emit;

/// <summary>Writes the file of one table: its row, key, change and batch types, and its method on the client.</summary>
internal static class TableEmitter
{
    public static SourceModel Emit(TableModel table, string @namespace)
    {
        var text = GeneratedFile.Write(@namespace, source =>
        {
            RowEmitter.Emit(source, table);
            source.Line();
            if (table.Key.Count > 0)
            {
                KeyEmitter.Emit(source, table);
                source.Line();
            }

            ChangeEmitter.Emit(source, table);
            source.Line();
            BatchEmitter.Emit(source, table);
            source.Line();
            ClientEmitter.EmitMethod(source, table);
        });
        return new SourceModel(GeneratedFile.HintName(table), text);
    }
}
