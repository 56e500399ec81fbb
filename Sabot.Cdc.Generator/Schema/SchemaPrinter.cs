using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace Sabot.Cdc.Schema;

/// <summary>Writes a table or type as the one text that a .cdc file of it can have.</summary>
internal static class SchemaPrinter
{
    /// <summary>The text of the file: LF line ends, columns sorted by name, a line break at the end.</summary>
    /// <exception cref="ArgumentException">
    /// The item cannot be written: a name or type holds a line break or NUL. The message is fit to be shown.
    /// </exception>
    public static string Print(SchemaItem item)
    {
        var text = new StringBuilder();
        Line(SchemaKeywords.Format, SchemaFormat.Version.ToString(CultureInfo.InvariantCulture));
        Line(item.Keyword, Name(item.Schema) + "." + Name(item.Name));
        Optional(SchemaKeywords.Namespace, item.Namespace);
        Optional(SchemaKeywords.CSharp, item.CSharpName);
        Optional(SchemaKeywords.Comment, Comment(item.Comment));
        switch (item)
        {
            case SchemaTable table:
                Line(SchemaKeywords.Identity, Keyword(table.Identity));
                if (table.Key.Count > 0)
                    Line(SchemaKeywords.Key, string.Join(", ", table.Key.Select(Name)));

                Columns(SchemaKeywords.Column, table.Columns);
                foreach (var column in InOrder(table.Removed, column => column.Name))
                {
                    Line(SchemaKeywords.Removed, Name(column.Name) + " " + TypeOf(column.Name, column.Type));
                    Detail(SchemaKeywords.CSharp, column.CSharpName);
                }

                break;

            case SchemaComposite composite:
                Columns(SchemaKeywords.Attribute, composite.Attributes);
                break;

            case SchemaEnum type:
                foreach (var label in type.Labels)
                {
                    Line(SchemaKeywords.Label, label.Name.Length == 0 ? "\"\"" : Name(label.Name));
                    Detail(SchemaKeywords.CSharp, label.CSharpName);
                }

                break;

            default:
                throw new ArgumentOutOfRangeException(nameof(item), item.GetType(), null);
        }

        return text.ToString();

        void Line(string keyword, string rest) => text.Append(keyword).Append(' ').Append(rest).Append('\n');

        void Optional(string keyword, string? rest)
        {
            if (rest is not null)
                Line(keyword, rest);
        }

        void Detail(string keyword, string? rest) => Optional(SchemaFormat.Indent + keyword, rest);

        void Flag(string keyword, bool isSet)
        {
            if (isSet)
                text.Append(SchemaFormat.Indent).Append(keyword).Append('\n');
        }

        void Columns(string keyword, IEnumerable<SchemaColumn> columns)
        {
            foreach (var column in InOrder(columns, column => column.Name))
            {
                var notNull = column.NotNull ? SchemaFormat.NotNull : "";
                Line(keyword, Name(column.Name) + " " + TypeOf(column.Name, column.Type) + notNull);
                Detail(SchemaKeywords.Domain, column.Domain is { } domain ? TypeOf(column.Name, domain) : null);
                Flag(SchemaKeywords.AsText, column.IsText);
                Flag(SchemaKeywords.Generated, column.IsGenerated);
                Detail(SchemaKeywords.Comment, Comment(column.Comment));
                Detail(SchemaKeywords.CSharp, column.CSharpName);
                Detail(
                    SchemaKeywords.Reader, column.Reader is { } reader ? $"{reader.TypeName} {reader.ReaderName}" : null);
            }
        }
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

    private static string? Comment(string? comment) =>
        string.IsNullOrEmpty(comment) ? null : SchemaComment.Quote(comment!);

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
