using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Sabot.Cdc.Schema;
using static Sabot.Cdc.Schema.CSharpIdentifier;

namespace Sabot.Cdc.Naming;

/// <summary>
/// How PostgreSQL names become C# names. A name's C# name depends on the name alone, never on its neighbours.
/// </summary>
/// <remarks>
/// So adding a table or column never renames another one; where two names meet in one C# name, that is an error for
/// people to decide. docs/cdc-format.md has the rules for users.
/// </remarks>
internal static class NamingPolicy
{
    /// <summary>Members that every struct or record struct has.</summary>
    private static readonly HashSet<string> ObjectMembers = new(StringComparer.Ordinal)
    {
        "Deconstruct", "Equals", "Finalize", "GetHashCode", "GetType", "MemberwiseClone", "PrintMembers",
        "ReferenceEquals", "ToString",
    };

    /// <summary>
    /// Members that the client has or may have one day, which an extension method of the name would never be called for;
    /// and the class of these methods.
    /// </summary>
    private static readonly HashSet<string> ClientMembers = new(StringComparer.Ordinal)
    {
        "AcknowledgeAsync", "Batches", "CdcTables", "Changes", "DisposeAsync", "Messages", "ServerTimeline", "Snapshot",
        "Statistics", "StopAsync", "Subscribe", "SubscribeChanges", "SubscribeTransactions", "Tables", "Transactions",
    };

    /// <summary>
    /// What is in an enum besides its labels: the value of a label that was added after the code was generated.
    /// </summary>
    public const string UnrecognizedLabel = "Unrecognized";

    /// <summary>What the types of a table, enum or composite are named after, and a table's method on the client.</summary>
    public static string TypeName(SchemaItem item) =>
        item.CSharpName ?? (item is SchemaTable ? TypeName(item.Schema, item.Name) : Qualified(item.Schema, item.Name));

    /// <summary>The name of a table's types and of its method on the client, if its file has none.</summary>
    public static string TypeName(string schema, string table)
    {
        var name = Qualified(schema, table);
        return ObjectMembers.Contains(name) || ClientMembers.Contains(name) ? name + "Table" : name;
    }

    /// <summary>All types that the code of a table, enum or composite has.</summary>
    public static IEnumerable<string> TypeNames(SchemaItem item)
    {
        var name = TypeName(item);
        return item switch
        {
            SchemaTable => [name + "Row", name + "Key", name + "Change", name + "Batch"],
            SchemaEnum => [name, name + "Labels"],
            _ => [name + "View"],
        };
    }

    /// <summary>The name of a column's or attribute's property in the types of a table or composite.</summary>
    public static string PropertyName(SchemaColumn column, string typeName) =>
        column.CSharpName ?? PropertyName(column.Name, typeName);

    /// <summary>The name that a removed column's property had.</summary>
    public static string PropertyName(SchemaTombstone column, string typeName) =>
        column.CSharpName ?? PropertyName(column.Name, typeName);

    /// <summary>The name of a column's property in the types of a table, if its file has none.</summary>
    public static string PropertyName(string column, string typeName)
    {
        var name = Pascal(column);
        return IsTaken(name, typeName) ? name + "Column" : name;
    }

    /// <summary>Whether every row struct, or one of this type name, has a member or type of the name already.</summary>
    public static bool IsTaken(string property, string typeName) =>
        ObjectMembers.Contains(property)
        || (property.StartsWith(typeName, StringComparison.Ordinal) && property.Substring(typeName.Length) is ("Row" or "Key" or "View"));

    /// <summary>Whether the name is one that the generated structs use among themselves.</summary>
    public static bool IsReserved(string property) =>
        property is "_row" or "_change" or "_batch" or "_value" or "_columns"
        || property.StartsWith("_element", StringComparison.Ordinal);

    /// <summary>Whether no type of a table, enum or composite can be named after the name.</summary>
    public static bool IsTaken(string typeName, SchemaItem item) => item switch
    {
        SchemaTable => ObjectMembers.Contains(typeName) || ClientMembers.Contains(typeName),
        SchemaEnum => typeName == "CdcTables",
        _ => false,
    };

    /// <summary>The name of an enum's value.</summary>
    public static string LabelName(SchemaLabel label) =>
        label.CSharpName ?? (label.Name.Length == 0 ? "Empty" : Pascal(label.Name));

    /// <summary>The name of a member made from a column's property name.</summary>
    public static string MemberName(string property, MemberKind kind) => kind switch
    {
        MemberKind.Value => property,
        MemberKind.Text => property + "Text",
        MemberKind.Utf8 => property + "Utf8",
        MemberKind.Raw => property + "Raw",
        MemberKind.Scale => property + "Scale",
        MemberKind.Presence => "Has" + property,
        MemberKind.Null => "Is" + property + "Null",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>A dotted namespace, whatever the project calls itself.</summary>
    public static string Namespace(string? rootNamespace, string? assemblyName)
    {
        var name = string.IsNullOrWhiteSpace(rootNamespace) ? assemblyName : rootNamespace;
        var parts = (name ?? "").Split('.').Where(part => part.Length > 0).Select(NamespacePart).ToArray();
        return parts.Length == 0 ? "Generated" : string.Join(".", parts);
    }

    private static string Qualified(string schema, string name) =>
        schema == "public" ? Pascal(name) : Pascal(schema + "_" + name);

    private static string NamespacePart(string part)
    {
        var text = new StringBuilder(part.Length + 1);
        foreach (var c in part)
            text.Append(IsIdentifierPart(c) ? c : '_');

        if (!IsIdentifierStart(text[0]))
            text.Insert(0, '_');

        // Every keyword is lower-case ASCII, and @ does no harm to a name that is none.
        return text.ToString().All(c => c is >= 'a' and <= 'z') ? "@" + text : text.ToString();
    }

    /// <summary>
    /// Snake case to Pascal case: the letter after each separator (an ASCII character that no identifier has, or an
    /// underscore) becomes a capital, all others stay. What C# does not know is written as its code point
    /// (<c>U1F600</c>), an underscore between two digits stays (<c>line_1_2</c> is not <c>line_12</c>), and a digit at
    /// the front gets one.
    /// </summary>
    internal static string Pascal(string name)
    {
        var text = new StringBuilder(name.Length + 1);
        var atWord = true;
        for (var i = 0; i < name.Length; i++)
        {
            var c = name[i];
            if (IsSeparator(c))
            {
                atWord = true;
                continue;
            }

            if (atWord && text.Length > 0 && IsDigit(c) && IsDigit(text[text.Length - 1]))
                text.Append('_');

            if (IsIdentifierPart(c))
                text.Append(atWord ? char.ToUpperInvariant(c) : c);
            else
                i += AppendCodePoint(text, name, i);

            atWord = false;
        }

        if (text.Length == 0)
        {
            for (var i = 0; i < name.Length; i++)
                i += AppendCodePoint(text, name, i);
        }

        return IsIdentifierStart(text[0]) ? text.ToString() : "_" + text;
    }

    /// <summary>Returns how many more UTF-16 code units than one the code point takes.</summary>
    private static int AppendCodePoint(StringBuilder text, string name, int index)
    {
        var isPair = index + 1 < name.Length && char.IsSurrogatePair(name[index], name[index + 1]);
        var codePoint = isPair ? char.ConvertToUtf32(name[index], name[index + 1]) : name[index];
        text.Append('U').Append(codePoint.ToString("X4", CultureInfo.InvariantCulture));
        return isPair ? 1 : 0;
    }

    private static bool IsDigit(char c) => c is >= '0' and <= '9';

    private static bool IsSeparator(char c) => c == '_' || (c < 0x80 && !IsIdentifierPart(c));
}
