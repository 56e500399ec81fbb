using Sabot.Cdc.Integration.Tests.Harness;
using Sabot.Cdc.Integration.Tests.Servers;
using Sabot.Cdc.Integration.Tests.Tool;

namespace Sabot.Cdc.Integration.Tests.Types;

/// <summary>The views of these tests are made from files that fit Cdc/schema.sql.</summary>
[Collection(ServerCollection.Name)]
public sealed class SchemaFileTests(ServerFixture fixture)
{
    private static readonly string Folder = Path.Combine(RepositoryFolder.Path, "tests/Sabot.Cdc.Integration.Tests/Cdc");

    [Fact]
    public async Task TheSchemaFilesOfTheseTestsAreWhatScaffoldWrites()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "schema_files");
        var written = Directory.CreateTempSubdirectory("sabot-cdc-").FullName;
        try
        {
            var run = await ToolRun.ScaffoldAsync(database.ConnectionString, written, "--schema", "public", "--schema", "\"Läden\"");

            Assert.Equal(0, run.ExitCode);
            Assert.Equal(
                ["warning: public.types.citext:", "warning: public.types.hstore:"],
                run.Error.ReplaceLineEndings("\n").TrimEnd().Split('\n').Select(line => line[..(line.IndexOf(": type", StringComparison.Ordinal) + 1)]));
            Assert.Equal(Read(written), Read(Folder));
        }
        finally
        {
            Directory.Delete(written, recursive: true);
        }
    }

    private static Dictionary<string, string> Read(string folder) =>
        Directory.EnumerateFiles(folder, "*.cdc").ToDictionary(file => Path.GetFileName(file), File.ReadAllText);
}
