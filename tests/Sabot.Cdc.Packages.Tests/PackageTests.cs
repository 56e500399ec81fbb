using System.Xml.Linq;

namespace Sabot.Cdc.Packages.Tests;

/// <summary>What is in the packages, and what they bring to those who reference them.</summary>
[Collection(PackagesCollection.Name)]
public sealed class PackageTests(PackedPackages packages)
{
    [Fact]
    public void TheRuntimeIsALibraryWithDocumentationAndSymbols()
    {
        Assert.Equal(
            ["LICENSE", "README.md", "lib/net10.0/Sabot.Cdc.Runtime.dll", "lib/net10.0/Sabot.Cdc.Runtime.xml"],
            packages.FilesOf("Sabot.Cdc.Runtime").Where(IsNoPage));
        Assert.Contains("lib/net10.0/Sabot.Cdc.Runtime.pdb", packages.FilesOf("Sabot.Cdc.Runtime", "snupkg"));
    }

    [Fact]
    public void TheGeneratorIsForTheCompilerOnlyAndBringsNothingElse()
    {
        Assert.Equal(
            [
                "LICENSE", "README.md", "analyzers/dotnet/cs/Sabot.Cdc.Generator.CodeFixes.dll", "analyzers/dotnet/cs/Sabot.Cdc.Generator.dll",
                "build/Sabot.Cdc.Generator.props", "build/Sabot.Cdc.Generator.targets", "buildMultiTargeting/Sabot.Cdc.Generator.targets",
                "buildTransitive/Sabot.Cdc.Generator.props",
            ],
            packages.FilesOf("Sabot.Cdc.Generator").Where(IsNoPage));
        var metadata = packages.MetadataOf("Sabot.Cdc.Generator");
        Assert.Equal("true", Value(metadata, "developmentDependency"));
        Assert.Empty(DependenciesOf(metadata));
    }

    [Fact]
    public void TheToolBringsAllItNeedsAndTheSchemaOfItsConfiguration()
    {
        var files = packages.FilesOf("Sabot.Cdc.Tool");
        Assert.Superset(
            new HashSet<string> { "LICENSE", "README.md", "sabot-cdc.schema.json", "tools/net10.0/any/DotnetToolSettings.xml", "tools/net10.0/any/Npgsql.dll" },
            files.ToHashSet());
        Assert.Contains("tools/net10.0/any/Sabot.Cdc.Tool.pdb", packages.FilesOf("Sabot.Cdc.Tool", "snupkg"));
        Assert.Empty(DependenciesOf(packages.MetadataOf("Sabot.Cdc.Tool")));
    }

    [Theory]
    [InlineData("Sabot.Cdc.Runtime")]
    [InlineData("Sabot.Cdc.Generator")]
    [InlineData("Sabot.Cdc.Tool")]
    public void APackageSaysWhatItIsAndUnderWhichLicence(string id)
    {
        var metadata = packages.MetadataOf(id);
        // Messages name pages, as docs/diagnostics/SABOT062.md.
        var pages = packages.FilesOf(id).Where(file => !IsNoPage(file)).ToList();
        Assert.Superset(new HashSet<string> { "docs/tool.md", "docs/cdc-format.md", "docs/diagnostics/README.md", "docs/diagnostics/SABOT001.md", "docs/diagnostics/SABOT079.md" }, pages.ToHashSet());
        Assert.DoesNotContain("docs/contributing.md", pages);
        Assert.Equal(("README.md", "Apache-2.0"), (Value(metadata, "readme"), Value(metadata, "license")));
        Assert.All(["authors", "description", "tags"], name => Assert.NotEqual("", Value(metadata, name)));
        Assert.DoesNotContain(packages.FilesOf(id), file => file.Contains("Microsoft.CodeAnalysis", StringComparison.Ordinal));
        Assert.DoesNotContain(DependenciesOf(metadata), dependency => dependency.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal));
    }

    private static bool IsNoPage(string file) => !file.StartsWith("docs/", StringComparison.Ordinal);

    private static string Value(XElement metadata, string name) =>
        metadata.Elements().SingleOrDefault(element => element.Name.LocalName == name)?.Value ?? "";

    private static IEnumerable<string> DependenciesOf(XElement metadata) =>
        metadata.Descendants().Where(element => element.Name.LocalName == "dependency").Select(element => element.Attribute("id")!.Value);
}
