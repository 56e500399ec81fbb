using System;
using System.Linq;
using Sabot.Cdc.Generator.Model;
using Sabot.Cdc.Naming;
using static Sabot.Cdc.Generator.Emit.GeneratedFile;

namespace Sabot.Cdc.Generator.Emit;

/// <summary>Writes <c>UsersKey</c>: the columns that identify a row, as values that outlive their batch.</summary>
internal static class KeyEmitter
{
    public static void Emit(SourceWriter source, TableModel table)
    {
        var columns = table.Key.Select(ordinal => table.Columns[ordinal]).ToArray();
        var parameters = string.Join(", ", columns.Select(column => $"{TypeOf(column.Kind)} {column.PropertyName}"));
        var declaration = $"public readonly record struct {table.TypeName}Key({parameters})";

        source.Summary($"What identifies a row of {Text.Code(table.QualifiedName)}: values that outlive their batch.");
        foreach (var column in columns)
        {
            var meaning = $"Column {Text.Code(column.Name)}: {Text.Code(column.PostgresType)}.";
            source.Line($"/// <param name=\"{column.PropertyName}\">{meaning}</param>");
        }

        source.Line(Mark);
        if (Array.Exists(columns, column => column.Kind == ColumnKind.Binary))
            source.Block(declaration, () => EmitEquality(source, table.TypeName + "Key", columns));
        else
            source.Line(declaration + ";");
    }

    /// <summary>The expression that reads a column of the key out of a row view.</summary>
    public static string Read(ColumnModel column, int ordinal, string row)
    {
        var value = $"{row}.Get{ColumnAccess.ValueAccessor(column.Kind)}({ordinal})";
        return column.Kind == ColumnKind.Binary ? value + ".ToArray()" : value;
    }

    private static string TypeOf(ColumnKind kind) =>
        kind == ColumnKind.Binary ? "global::System.ReadOnlyMemory<byte>" : ColumnAccess.ValueType(kind);

    /// <summary>A record would compare memory by where it is, not by what is in it.</summary>
    private static void EmitEquality(SourceWriter source, string type, ColumnModel[] columns)
    {
        source.Summary("Compares the values of all columns, byte for byte.");
        source.Line($"public bool Equals({type} other) =>");
        source.Indented(() => source.Line(string.Join(" && ", columns.Select(Comparison)) + ";"));
        source.Line();
        source.Summary("The hash of the values of all columns.");
        source.Block("public override int GetHashCode()", () =>
        {
            source.Line("var hash = new global::System.HashCode();");
            foreach (var column in columns)
            {
                source.Line(column.Kind == ColumnKind.Binary
                    ? $"hash.AddBytes({column.PropertyName}.Span);"
                    : $"hash.Add({column.PropertyName});");
            }

            source.Line("return hash.ToHashCode();");
        });
    }

    private static string Comparison(ColumnModel column)
    {
        var name = column.PropertyName;
        return column.Kind switch
        {
            ColumnKind.Binary => $"global::System.MemoryExtensions.SequenceEqual({name}.Span, other.{name}.Span)",
            ColumnKind.Text => $"string.Equals({name}, other.{name})",
            _ => $"{name}.Equals(other.{name})",
        };
    }
}
