using System.IO.Compression;
using System.Xml.Linq;
using Sabot.Cdc.Integration.Tests.Servers;

namespace Sabot.Cdc.Packages.Tests;

/// <summary>A folder outside of the repository, and in it a feed of the packages as they are now.</summary>
/// <remarks>
/// Implementation note: their version is one that no other package has, so that no cache of the machine can hold it.
/// </remarks>
public sealed class PackedPackages : IAsyncLifetime
{
    private const string Version = "1000.0.0";
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    /// <summary>The folder; tests/run.sh removes that of a test process that was killed.</summary>
    public string Folder { get; } = Environment.GetEnvironmentVariable("SABOT_TEST_FOLDER") is { Length: > 0 } parent
        ? Directory.CreateDirectory(Path.Combine(parent, $"packages-{Path.GetRandomFileName()}")).FullName
        : Directory.CreateTempSubdirectory("sabot-cdc-packages-").FullName;

    private string Feed => Path.Combine(Folder, "feed");

    public async Task InitializeAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(Folder, "nuget.config"), NuGetConfiguration());
        await Task.WhenAll(PackAsync("Sabot.Cdc.Runtime"), PackAsync("Sabot.Cdc.Generator"), PackAsync("Sabot.Cdc.Tool"));
    }

    public Task DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>The files of a package, sorted, without those that only the package format itself needs.</summary>
    /// <param name="id">The package.</param>
    /// <param name="extension"><c>nupkg</c>, or <c>snupkg</c> for its symbols.</param>
    public IReadOnlyList<string> FilesOf(string id, string extension = "nupkg")
    {
        using var package = ZipFile.OpenRead(PathOf(id, extension));
        return
        [
            .. package.Entries.Select(entry => entry.FullName)
                .Where(name => !name.StartsWith("_rels/", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal)
                    && name != "[Content_Types].xml" && name != $"{id}.nuspec")
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>The metadata of a package's nuspec.</summary>
    public XElement MetadataOf(string id)
    {
        using var package = ZipFile.OpenRead(PathOf(id, "nupkg"));
        using var stream = package.GetEntry($"{id}.nuspec")!.Open();
        return XDocument.Load(stream).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
    }

    private string PathOf(string id, string extension) => Path.Combine(Feed, $"{id}.{Version}.{extension}");

    private Task PackAsync(string id) => Dotnet.RunAsync(
        Folder,
        ["pack", Path.Combine(RepositoryFolder.Path, id), "--no-build", "--nologo", "-v", "quiet", "-c", Configuration, "-o", Feed, $"-p:PackageVersion={Version}"]);

    /// <summary>
    /// The feed is the only source. What the packages depend on is taken from where building this repository has put it.
    /// </summary>
    private static string NuGetConfiguration()
    {
        var machine = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } given
            ? given
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget/packages");
        return new XElement(
            "configuration",
            new XElement("packageSources", new XElement("clear"), Add("local", "feed")),
            new XElement("fallbackPackageFolders", new XElement("clear"), Add("machine", machine))).ToString();

        static XElement Add(string key, string value) => new("add", new XAttribute("key", key), new XAttribute("value", value));
    }
}
