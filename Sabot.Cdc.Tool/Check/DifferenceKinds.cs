using System.Globalization;

namespace Sabot.Cdc.Tool.Check;

/// <summary>The diagnostics of the kinds of difference.</summary>
internal static class DifferenceKinds
{
    /// <summary><c>SABOT062</c>.</summary>
    public static string Id(this DifferenceKind kind) => string.Create(CultureInfo.InvariantCulture, $"SABOT{(int)kind:000}");

    /// <summary>The page that explains it.</summary>
    public static string Help(this DifferenceKind kind) => $"docs/diagnostics/{kind.Id()}.md";

    public static string Title(this DifferenceKind kind) => kind switch
    {
        DifferenceKind.TableGone => "Table is gone",
        DifferenceKind.TableNew => "Table has no .cdc file",
        DifferenceKind.ColumnGone => "Column is gone",
        DifferenceKind.ColumnNew => "Column is new",
        DifferenceKind.ColumnRenamed => "Column was renamed",
        DifferenceKind.ColumnRetyped => "Column has another type",
        DifferenceKind.ColumnNullable => "Column can be null",
        DifferenceKind.ColumnNotNull => "Column can no longer be null",
        DifferenceKind.Identity => "Replica identity is another",
        DifferenceKind.Key => "Key is another",
        DifferenceKind.LabelNew => "Enum has a new label",
        DifferenceKind.LabelGone => "Enum has lost a label",
        DifferenceKind.LabelRenamed => "Label of an enum was renamed",
        DifferenceKind.LabelOrder => "Labels of an enum are in another order",
        DifferenceKind.UselessFile => "File is of no use",
        DifferenceKind.TypeNew => "Type has no .cdc file",
        DifferenceKind.Declaration => "Column is declared in another way",
        DifferenceKind.Comment => "Comment is another",
        DifferenceKind.CSharp => "C# name or reader is another",
        DifferenceKind.NotCompared => "Files were not compared",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
