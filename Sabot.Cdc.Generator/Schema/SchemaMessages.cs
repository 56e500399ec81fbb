namespace Sabot.Cdc.Schema;

/// <summary>The sentences of the parser's errors: what is wrong, and what to do.</summary>
internal static class SchemaMessages
{
    public const string MergeConflict =
        "The file holds an unresolved merge conflict: take either side and run 'dotnet sabot-cdc scaffold' again";

    public const string RemovedBeforeColumn = "Columns come before removed columns: " + ScaffoldAgain;

    public const string HeaderAfterColumn =
        "The lines format, table, identity and key come once, in this order, before the columns: " + ScaffoldAgain;

    public const string IndexWithoutKey =
        "Replica identity 'index' needs a key line with the columns of the index: " + ScaffoldAgain;

    public const string NothingWithKey =
        "Replica identity 'nothing' identifies no row, so there cannot be a key line: " + ScaffoldAgain;

    private const string ScaffoldAgain = "run 'dotnet sabot-cdc scaffold' again instead of editing the file";

    public static string Malformed(string problem) => $"The line cannot be read because {problem}: {ScaffoldAgain}";

    public static string Missing(int line, string keyword) =>
        $"Line {line} of a .cdc file is '{keyword} …': {ScaffoldAgain}";

    public static string NewerFormat(string version) =>
        $"The file was written by a newer version of sabot-cdc (format {version}, this version reads "
        + $"{SchemaFormat.Version}): update the Sabot.Cdc packages or run scaffold with this version";

    public static string Duplicate(string column, int firstLine) =>
        $"Column {column} is already on line {firstLine}: {ScaffoldAgain}";

    public static string OutOfOrder(string column, string previous) =>
        $"Column {column} comes before {previous} in the order of names: {ScaffoldAgain}";

    public static string UnknownKey(string column) =>
        $"The key names column {column}, which the table does not have: {ScaffoldAgain}";

    public static string NullableKey(string column, int line) =>
        $"The key names column {column}, which is not declared 'not null' on line {line}: {ScaffoldAgain}";

    public static string DuplicateKey(string column) => $"The key names column {column} twice: {ScaffoldAgain}";
}
