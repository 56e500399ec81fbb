using Sabot.Cdc.Schema;
using Sabot.Cdc.Tool.Commands;
using Sabot.Cdc.Tool.Files;

namespace Sabot.Cdc.Tool.Doctor;

/// <summary>The tables that an application was compiled for: those of its .cdc files.</summary>
/// <param name="Tables">The tables; null when there is no folder of such files.</param>
/// <param name="Findings">Files that cannot be read.</param>
internal sealed record DeclaredTables(IReadOnlyList<SchemaTable>? Tables, IReadOnlyList<Finding> Findings)
{
    public string Folder { get; init; } = "";

    /// <summary>Reads the folder; a folder that was not asked for by name may be missing.</summary>
    public static DeclaredTables Read(string folder, bool isGiven)
    {
        if (!Directory.Exists(folder))
        {
            return isGiven
                ? throw new ToolException($"Folder {folder} does not exist; --output has to name the folder of the .cdc files.", ExitCode.WrongUsage)
                : new DeclaredTables(null, []);
        }

        var tables = new List<SchemaTable>();
        var findings = new List<Finding>();
        foreach (var path in Directory.EnumerateFiles(folder, "*" + SchemaFileName.Extension).Order(StringComparer.Ordinal))
        {
            var result = SchemaParser.Parse(File.ReadAllText(path));
            if (result.Table is { } table)
                tables.Add(table);
            foreach (var error in result.Errors)
            {
                findings.Add(new Finding(
                    Severity.Error, "schema-file", $"{path}({error.Place.Line},{error.Place.Column})", error.Message,
                    Then: "take the file from version control, or run dotnet sabot-cdc scaffold"));
            }
        }

        return new DeclaredTables(tables.Count == 0 && findings.Count == 0 ? null : tables, findings) { Folder = folder };
    }
}
