using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Sabot.Cdc.Generator.Bench;

internal sealed class Project
{
    private static readonly string[] Types =
    [
        "bigint", "text", "character varying(40)", "integer", "timestamp with time zone", "boolean", "numeric(12,2)", "uuid", "jsonb", "date",
    ];
    private static readonly ImmutableArray<MetadataReference> References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))];
    private readonly AdditionalText[] _files;
    private readonly int _columns;
    private GeneratorDriver _driver;
    private readonly CSharpCompilation _compilation;
    public Project(int tables, int columns)
    {
        _columns = columns;
        _compilation = CSharpCompilation.Create("Bench", [], References, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        _files = [.. Enumerable.Range(0, tables).Select(i => new Text($"Cdc/public.table_{i:D4}.cdc", TextOf(i, "")))];
        _driver = CSharpGeneratorDriver.Create([new CdcGenerator().AsSourceGenerator()], _files, new CSharpParseOptions(LanguageVersion.Latest));
    }
    public IReadOnlyList<SyntaxTree> Trees => _driver.GetRunResult().GeneratedTrees;
    public long Characters => _driver.GetRunResult().GeneratedTrees.Sum(t => (long)t.Length);
    public void Generate()
    {
        _driver = _driver.RunGenerators(_compilation);
    }
    public void Edit(int i)
    {
        var n = new Text(_files[i].Path, TextOf(i, "column zz_new integer\n"));
        _driver = _driver.ReplaceAdditionalText(_files[i], n);
        _files[i] = n;
    }
    private string TextOf(int table, string more)
    {
        var text = new StringBuilder($"format 1\ntable public.table_{table:D4}\nidentity default\nkey column_00\n");
        for (var i = 0; i < _columns; i++)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"column column_{i:D2} {Types[i % Types.Length]}{(i % 2 == 0 ? " not null" : "")}\n");
        return text.Append(more).ToString();
    }
    private sealed class Text(string path, string text) : AdditionalText
    {
        private readonly SourceText _t = SourceText.From(text, Encoding.UTF8);
        public override string Path => path;
        public override SourceText? GetText(CancellationToken cancellationToken = default) => _t;
    }
}
