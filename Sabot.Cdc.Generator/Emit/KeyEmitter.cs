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
        var parameters = string.Join(", ", columns.Select(column => $"{TypeOf(column)} {NameOf(column)}"));
        var declaration = $"public readonly record struct {table.TypeName}Key({parameters})";

        source.Summary($"What identifies a row of {Text.Code(table.QualifiedName)}: values that outlive their batch.");
        foreach (var column in columns)
        {
            var label = IsLabel(column) ? ", as its label, so that labels that are not known yet differ" : "";
            var meaning = $"Column {Text.Code(column.Name)}: {Text.Code(column.PostgresType)}{label}.";
            source.Line($"/// <param name=\"{NameOf(column)}\">{meaning}</param>");
        }

        source.Line(Mark);
        if (Array.Exists(columns, IsMemory))
            source.Block(declaration, () => EmitEquality(source, table.TypeName + "Key", columns));
        else
            source.Line(declaration + ";");
    }

    /// <summary>The expression that reads a column of the key out of a row view.</summary>
    public static string Read(ColumnModel column, int ordinal, string row)
    {
        var value = MemberAccess.Read(column, ordinal, IsLabel(column) ? MemberKind.Text : MemberKind.Value, row);
        return IsMemory(column) ? value + ".ToArray()" : value;
    }

    private static string TypeOf(ColumnModel column) => column switch
    {
        { Kind: ColumnKind.Binary, Reader: null } => "global::System.ReadOnlyMemory<byte>",
        { Kind: ColumnKind.Array, Reader: null } =>
            $"global::System.ReadOnlyMemory<{ColumnAccess.ElementType(column.Value.Element!)}>",
        _ => MemberAccess.TypeOf(column, IsLabel(column) ? MemberKind.Text : MemberKind.Value),
    };

    private static string NameOf(ColumnModel column) =>
        IsLabel(column) ? column.NameOf(MemberKind.Text)! : column.PropertyName;

    /// <summary>
    /// Whether the key has the label of an enum: as C# values, two labels that are not known would be the same.
    /// </summary>
    private static bool IsLabel(ColumnModel column) => column is { Kind: ColumnKind.Enum, Reader: null };

    private static bool IsMemory(ColumnModel column) =>
        column is { Kind: ColumnKind.Binary or ColumnKind.Array, Reader: null };

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
                var name = NameOf(column);
                if (!IsMemory(column))
                {
                    source.Line($"hash.Add({name});");
                }
                else if (column.Kind == ColumnKind.Binary)
                {
                    source.Line($"hash.AddBytes({name}.Span);");
                }
                else
                {
                    source.Line($"foreach (var element in {name}.Span)");
                    source.Indented(() => source.Line("hash.Add(element);"));
                }
            }

            source.Line("return hash.ToHashCode();");
        });
    }

    private static string Comparison(ColumnModel column)
    {
        var name = NameOf(column);
        if (IsMemory(column))
            return $"global::System.MemoryExtensions.SequenceEqual({name}.Span, other.{name}.Span)";

        var type = TypeOf(column);
        return type == "string"
            ? $"string.Equals({name}, other.{name})"
            : column.Reader is null
                ? $"{name}.Equals(other.{name})"
                : $"global::System.Collections.Generic.EqualityComparer<{type}>.Default.Equals({name}, other.{name})";
    }
}
