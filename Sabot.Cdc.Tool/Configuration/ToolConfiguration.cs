using Sabot.Cdc.Tool.Catalog;
using Sabot.Cdc.Tool.Commands;

namespace Sabot.Cdc.Tool.Configuration;

/// <summary>What a project's sabot-cdc.json says.</summary>
/// <param name="Path">The file, as messages show it.</param>
internal sealed record ToolConfiguration(string Path)
{
    public const string FileName = "sabot-cdc.json";
    public const string DefaultOutput = "Cdc";

    /// <summary>Where the connection string is, or null if the file does not say.</summary>
    public ConnectionSource? Connection { get; init; }

    /// <summary>Folder of the .cdc files, relative to that of this file; null if the file does not say.</summary>
    public string? Output { get; init; }

    /// <summary>Patterns of the tables that have .cdc files; all of schema public if the file does not say.</summary>
    public IReadOnlyList<TablePattern> Include { get; init; } = [TablePattern.AllOf("public")];

    /// <summary>Patterns of those that have none nevertheless.</summary>
    public IReadOnlyList<TablePattern> Exclude { get; init; } = [];

    /// <summary>The namespace of the generated types, or null for that of the project.</summary>
    public string? Namespace { get; init; }

    public IReadOnlyList<NameSetting> Names { get; init; } = [];

    public IReadOnlyList<ReaderSetting> Types { get; init; } = [];

    public IReadOnlyList<ReaderSetting> Columns { get; init; } = [];

    /// <summary>The folder of the .cdc files.</summary>
    public string OutputFolder => System.IO.Path.Combine(Folder, Output ?? DefaultOutput);

    /// <summary>The folder that the file is in, which is the project's.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(Path) ?? "";

    /// <summary>The tables of the project.</summary>
    public TableSelection Selection => new(["public"], [], Include, Exclude) { IsWholeProject = true };

    /// <summary>Start of a message about a place in the file.</summary>
    public string At(ConfigPlace place) => At(Path, place);

    public static string At(string path, ConfigPlace place) => $"{path}({place.Line},{place.Column}): ";

    /// <summary>The configuration of the working directory: its own or that of the nearest folder above; null if none has one.</summary>
    /// <param name="given">The file that the command line names, or null.</param>
    /// <exception cref="ToolException">The file is not there or cannot be read, or says what it cannot.</exception>
    public static ToolConfiguration? Find(string? given)
    {
        if (given is not null)
            return Load(given);

        var current = Directory.GetCurrentDirectory();
        for (var folder = current; folder is not null; folder = System.IO.Path.GetDirectoryName(folder))
        {
            var path = System.IO.Path.Combine(folder, FileName);
            if (File.Exists(path))
                return Load(System.IO.Path.GetRelativePath(current, path));
        }

        return null;
    }

    /// <exception cref="ToolException">The file is not there or cannot be read, or says what it cannot.</exception>
    private static ToolConfiguration Load(string path)
    {
        byte[] text;
        try
        {
            text = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ToolException($"{path} cannot be read: {error.Message} 'dotnet sabot-cdc init' writes one to start with.");
        }

        return Parse(path, text);
    }

    /// <exception cref="ToolException">The file says what it cannot; the message has a line for each error.</exception>
    public static ToolConfiguration Parse(string path, byte[] text)
    {
        var errors = new List<ConfigError>();
        var root = ConfigReader.Read(text, errors);
        var configuration = root is null ? null : new ConfigurationParser(path, errors).Parse(root);
        return configuration is not null && errors.Count == 0 ? configuration : throw Fail(path, errors);
    }

    /// <summary>One line for each error, in the order of the file.</summary>
    public static ToolException Fail(string path, IEnumerable<ConfigError> errors) =>
        new(string.Join(Environment.NewLine, errors.OrderBy(error => error.Place.Line).ThenBy(error => error.Place.Column).Select(error => At(path, error.Place) + error.Message)));
}
