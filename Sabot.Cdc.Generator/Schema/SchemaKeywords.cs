namespace Sabot.Cdc.Schema;

/// <summary>The words that the lines of a .cdc file start with.</summary>
internal static class SchemaKeywords
{
    public const string Format = "format";
    public const string Table = "table";
    public const string Enum = "enum";
    public const string Composite = "composite";
    public const string Namespace = "namespace";
    public const string CSharp = "csharp";
    public const string Comment = "comment";
    public const string Identity = "identity";
    public const string Key = "key";
    public const string Column = "column";
    public const string Removed = "removed";
    public const string Attribute = "attribute";
    public const string Label = "label";
    public const string Domain = "domain";
    public const string AsText = "as text";
    public const string Generated = "generated";
    public const string Reader = "reader";
}
