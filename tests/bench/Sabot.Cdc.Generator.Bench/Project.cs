using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Sabot.Cdc.Generator.Bench;

/// <summary>A project of many tables, and a contract for some of them, as the compiler or an IDE holds it.</summary>
internal sealed class Project
{
    private const int TablesOfAContract = 20;

    private static readonly string[] Types =
    [
        "bigint", "text", "character varying(40)", "integer", "timestamp with time zone", "boolean", "numeric(12,2)",
        "uuid", "jsonb", "date", "text[]", "public.mood",
    ];

    private readonly int _columns;
    private readonly AdditionalText[] _files;
    private readonly CSharpCompilation _compilation;
    private GeneratorDriver _driver;

    public Project(int tables, int columns)
    {
        _columns = columns;
        _files = [.. Enumerable.Range(0, tables).Select(table => new SchemaText(PathOf(table), TextOf(table, "")))];
        var mood = new SchemaText("Cdc/public.mood.type.cdc", "format 1\nenum public.mood\nlabel sad\nlabel ok\n");
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        _compilation = CSharpCompilation.Create(
            "Bench",
            [CSharpSyntaxTree.ParseText(Contracts(tables), options)],
            References(),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        _driver = CSharpGeneratorDriver.Create([new CdcGenerator().AsSourceGenerator()], [mood, .. _files], options);
    }

    /// <summary>Generates what is not generated yet.</summary>
    public void Generate() => _driver = _driver.RunGenerators(_compilation);

    /// <summary>Throws unless there is a file for each table, one for all, one for their enum, and one for each contract.</summary>
    public void Check(int tables)
    {
        var result = _driver.GetRunResult().Results.Single();
        if (result.Exception is { } failure)
            throw failure;
        if (result.Diagnostics is [var diagnostic, ..])
            throw new InvalidOperationException(diagnostic.ToString());

        var (files, expected) = (result.GeneratedSources.Length, tables + 2 + tables / TablesOfAContract);
        if (files != expected)
            throw new InvalidOperationException($"{files} files were generated, not {expected}.");
    }

    /// <summary>Adds a column to a table.</summary>
    public void Edit(int table)
    {
        var edited = new SchemaText(PathOf(table), TextOf(table, "column zz_new integer\n"));
        _driver = _driver.ReplaceAdditionalText(_files[table], edited);
        _files[table] = edited;
    }

    private static string PathOf(int table) => string.Create(CultureInfo.InvariantCulture, $"Cdc/public.table_{table:D4}.cdc");

    private string TextOf(int table, string more)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"format 1\ntable public.table_{table:D4}\nidentity default\nkey column_00\n");
        for (var i = 0; i < _columns; i++)
            text.Append(CultureInfo.InvariantCulture, $"column column_{i:D2} {Types[i % Types.Length]}{(i % 2 == 0 ? " not null" : "")}\n");

        return text.Append(more).ToString();
    }

    private static string Contracts(int tables)
    {
        var text = new StringBuilder();
        for (var i = 0; i < tables; i += TablesOfAContract)
        {
            text.Append(CultureInfo.InvariantCulture, $"[Sabot.Cdc.CdcTable(\"public.table_{i:D4}\")] public readonly partial struct Contract{i}\n");
            text.Append("{ public partial long Column00 { get; } public partial string? Column01 { get; } }\n");
        }

        return text.ToString();
    }

    private static ImmutableArray<MetadataReference> References() =>
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))];
}
