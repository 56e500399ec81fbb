namespace Sabot.Cdc.Schema;

/// <summary>The sentences of the parser's errors: what is wrong, and what to do.</summary>
internal static class SchemaMessages
{
    public const string MergeConflict =
        "The file holds an unresolved merge conflict: take either side and run 'dotnet sabot-cdc scaffold' again";

    public const string RemovedBeforeColumn = "Columns come before removed columns: " + ScaffoldAgain;

    public const string IndexWithoutKey =
        "Replica identity 'index' needs a key line with the columns of the index: " + ScaffoldAgain;

    public const string NothingWithKey =
        "Replica identity 'nothing' identifies no row, so there cannot be a key line: " + ScaffoldAgain;

    private const string ScaffoldAgain = "run 'dotnet sabot-cdc scaffold' again instead of editing the file";

    public const string Indented =
        "an indented line stands below the line that it belongs to, with two blanks before it";

    public const string WrongEscape =
        "a comment has other escapes than \\\" \\\\ \\n \\r \\t and \\uXXXX of a control character, or a control "
        + "character itself";

    public const string NoReader =
        "a 'reader' line has the C# type and the struct that reads it, both with their namespaces";

    /// <summary>What the lines of a file's header start with, in their order.</summary>
    public static string[] HeaderKeywords(string kind) =>
    [
        SchemaKeywords.Format, kind, SchemaKeywords.Namespace, SchemaKeywords.CSharp, SchemaKeywords.Comment,
        .. kind == SchemaKeywords.Table ? (string[])[SchemaKeywords.Identity, SchemaKeywords.Key] : [],
    ];

    public static string HeaderOrder(string kind) =>
        $"The lines {Enumerate(HeaderKeywords(kind), "and")} come once, in this order, before the {Body(kind)}: "
        + ScaffoldAgain;

    public static string DetailOrder(string[] keywords) =>
        keywords.Length == 1
            ? $"The line '{keywords[0]}' comes once: {ScaffoldAgain}"
            : $"The indented lines {Enumerate(keywords, "and")} come at most once each, in this order: {ScaffoldAgain}";

    public static string NoDetail(string keyword, string[] keywords) =>
        $"an indented line starts with {Enumerate(keywords, "or")} here, not with '{keyword}'";

    public static string NothingFollows(string keyword) => $"nothing follows '{keyword}'";

    public static string Unqualified(string keyword) => keyword switch
    {
        SchemaKeywords.Table => "a table is written as schema.table",
        SchemaKeywords.Enum => "an enum is written as schema.type",
        _ => $"a {keyword} is written as schema.type",
    };

    public static string NoNamespace(string text) => $"'{text}' is no C# namespace";

    public static string NoCSharpName(string text) => $"'{text}' is no C# name";

    public static string Malformed(string problem) => $"The line cannot be read because {problem}: {ScaffoldAgain}";

    public static string Missing(int line, string keyword) =>
        $"Line {line} of a .cdc file is '{keyword} …': {ScaffoldAgain}";

    public static string MissingItem(int line) =>
        $"Line {line} of a .cdc file is 'table …', 'enum …' or 'composite …': {ScaffoldAgain}";

    public static string NewerFormat(string version) =>
        $"The file was written by a newer version of sabot-cdc (format {version}, this version reads "
        + $"{SchemaFormat.Version}): update the Sabot.Cdc packages or run scaffold with this version";

    public static string Duplicate(string kind, string name, int firstLine) =>
        $"{kind} {SchemaIdentifier.Quote(name)} is already on line {firstLine}: {ScaffoldAgain}";

    public static string OutOfOrder(string column, string previous) =>
        $"Column {column} comes before {previous} in the order of names: {ScaffoldAgain}";

    public static string UnknownKey(string column) =>
        $"The key names column {column}, which the table does not have: {ScaffoldAgain}";

    public static string NullableKey(string column, int line) =>
        $"The key names column {column}, which is not declared 'not null' on line {line}: {ScaffoldAgain}";

    public static string DuplicateKey(string column) => $"The key names column {column} twice: {ScaffoldAgain}";

    private static string Body(string kind) => kind switch
    {
        SchemaKeywords.Enum => "labels",
        SchemaKeywords.Composite => "attributes",
        _ => "columns",
    };

    private static string Enumerate(string[] words, string last) =>
        words.Length == 1
            ? words[0]
            : string.Join(", ", words, 0, words.Length - 1) + " " + last + " " + words[words.Length - 1];
}
