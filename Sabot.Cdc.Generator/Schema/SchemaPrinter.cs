using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Sabot.Cdc.Schema;

/// <summary>Writes a table as the one text that a .cdc file of it can have.</summary>
internal static class SchemaPrinter
{
    /// <summary>The text of the file: LF line ends, columns sorted by name, a line break at the end.</summary>
    /// <exception cref="ArgumentException">
    /// The table cannot be written: a name or type holds a line break or NUL. The message is fit to be shown.
    /// </exception>
    public static string Print(SchemaTable table)
    {
        var text = new StringBuilder();
        text.Append("format ").Append(SchemaFormat.Version).Append('\n');
        text.Append("table ").Append(Name(table.Schema)).Append('.').Append(Name(table.Name)).Append('\n');
        text.Append("identity ").Append(Keyword(table.Identity)).Append('\n');
        if (table.Key.Count > 0)
            text.Append("key ").Append(string.Join(", ", table.Key.Select(Name))).Append('\n');

        foreach (var column in InOrder(table.Columns, column => column.Name))
            AppendColumn("column", column.Name, column.Type, column.NotNull ? SchemaFormat.NotNull : "");
        foreach (var column in InOrder(table.Removed, column => column.Name))
            AppendColumn("removed", column.Name, column.Type, "");

        return text.ToString();

        void AppendColumn(string keyword, string name, string type, string end) =>
            text.Append($"{keyword} {Name(name)} {TypeOf(name, type)}{end}\n");
    }

    internal static string Keyword(SchemaIdentity identity) => identity switch
    {
        SchemaIdentity.Default => "default",
        SchemaIdentity.Index => "index",
        SchemaIdentity.Full => "full",
        SchemaIdentity.Nothing => "nothing",
        _ => throw new ArgumentOutOfRangeException(nameof(identity), identity, null),
    };

    private static IEnumerable<T> InOrder<T>(IEnumerable<T> items, Func<T, string> name) =>
        items.OrderBy(name, SchemaNameOrder.Instance);

    private static string Name(string name) =>
        name.Length > 0 && SchemaIdentifier.IsOneLine(name)
            ? SchemaIdentifier.Quote(name)
            : throw new ArgumentException(
                $"The name {Visible(name)} holds a line break or nothing, which a .cdc file cannot write: "
                + "rename it or leave its table out");

    private static string TypeOf(string column, string type) =>
        SchemaIdentifier.IsType(type)
            ? type
            : throw new ArgumentException(
                $"The type {Visible(type)} of column {Visible(column)} cannot be written into a .cdc file: "
                + "rename the type or leave its table out");

    private static string Visible(string text) =>
        '"' + text.Replace("\r", "\\r").Replace("\n", "\\n").Replace("\0", "\\0") + '"';
}
