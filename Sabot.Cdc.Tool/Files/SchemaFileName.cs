using System.Globalization;
using System.Text;
using Sabot.Cdc.Schema;
using Sabot.Cdc.Tool.Catalog;

namespace Sabot.Cdc.Tool.Files;

/// <summary>The name of a table's file, <c>schema.table.cdc</c>, or of a type's, <c>schema.type.type.cdc</c>.</summary>
internal static class SchemaFileName
{
    public const string Extension = ".cdc";

    /// <summary>Ends the name of a type's file. No table's file ends so, since a dot in a name is escaped.</summary>
    private const string TypeExtension = ".type" + Extension;

    public static string Of(SchemaItem item) =>
        item is SchemaTable ? Of(TableName.Of(item)) : Escape(item.Schema) + "." + Escape(item.Name) + TypeExtension;

    /// <summary>
    /// The file's name. Characters that some file system does not take, the dot that divides the two names and the
    /// per cent sign itself are written as %XX of their code, so that no two tables share a name and none leaves the folder.
    /// </summary>
    public static string Of(TableName table) => Escape(table.Schema) + "." + Escape(table.Name) + Extension;

    private static string Escape(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var c in name)
        {
            if (char.IsControl(c) || c is '.' or '%' or '/' or '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|')
                text.Append('%').Append(((int)c).ToString("X2", CultureInfo.InvariantCulture));
            else
                text.Append(c);
        }

        return text.ToString();
    }
}
