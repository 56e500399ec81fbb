using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using Sabot.Cdc.Tool.Commands;

namespace Sabot.Cdc.Tool.Configuration;

/// <summary>Reads a value that <c>dotnet user-secrets set</c> keeps for a project, outside of its folder.</summary>
internal static class UserSecrets
{
    /// <summary>The value of the key; <c>A:B</c> may also be written as B within A, and case does not matter.</summary>
    /// <param name="folder">The project's folder.</param>
    /// <param name="key">The key.</param>
    /// <param name="at">Start of a message about the place that names the key.</param>
    /// <exception cref="ToolException">There is no such secret.</exception>
    public static string Read(string folder, string key, string at)
    {
        var path = PathOf(IdOf(folder, at));
        try
        {
            if (File.Exists(path))
            {
                var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
                using var document = JsonDocument.Parse(File.ReadAllText(path), options);
                if (Find(document.RootElement, key) is { Length: > 0 } value)
                    return value;
            }
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ToolException($"{at}The user secrets of the project, {path}, cannot be read; see 'dotnet user-secrets list'.");
        }

        throw new ToolException($"{at}The project has no user secret '{key}': run 'dotnet user-secrets set \"{key}\" \"Host=…;Database=…;Username=…;Password=…\"' in its folder, or use --connection.");
    }

    private static string IdOf(string folder, string at)
    {
        var shown = folder.Length == 0 ? "." : folder;
        var projects = Directory.EnumerateFiles(shown, "*.*proj").Order(StringComparer.Ordinal).ToList();
        var ids = projects.Select(project => ReadId(project, at)).OfType<string>().Distinct().ToList();
        return ids switch
        {
            [var id] => id,
            [] => throw new ToolException($"{at}No project file in folder {shown} has a UserSecretsId: run 'dotnet user-secrets init' there, or name an environment variable instead."),
            _ => throw new ToolException($"{at}The project files in folder {shown} have several UserSecretsIds, of which none is the right one by itself: name an environment variable instead."),
        };
    }

    private static string? ReadId(string project, string at)
    {
        try
        {
            var id = XDocument.Load(project).Descendants().FirstOrDefault(element => element.Name.LocalName == "UserSecretsId")?.Value.Trim();
            return string.IsNullOrEmpty(id) || id.IndexOfAny(Path.GetInvalidFileNameChars()) >= 0 ? null : id;
        }
        catch (Exception error) when (error is XmlException or IOException or UnauthorizedAccessException)
        {
            throw new ToolException($"{at}{project} cannot be read to find its UserSecretsId: {error.Message}");
        }
    }

    /// <summary>The file of a project's secrets, where Microsoft.Extensions.Configuration.UserSecrets looks for it.</summary>
    internal static string PathOf(string id) =>
        Environment.GetEnvironmentVariable("APPDATA") is { Length: > 0 } windows
            ? Path.Combine(windows, "Microsoft", "UserSecrets", id, "secrets.json")
            : Path.Combine(
                Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home ? home : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
                ".microsoft", "usersecrets", id, "secrets.json");

    private static string? Find(JsonElement element, string key)
    {
        if (element.ValueKind != JsonValueKind.Object)
            return null;

        foreach (var member in element.EnumerateObject())
        {
            if (string.Equals(member.Name, key, StringComparison.OrdinalIgnoreCase) && member.Value.ValueKind == JsonValueKind.String)
                return member.Value.GetString();
            if (key.StartsWith(member.Name + ":", StringComparison.OrdinalIgnoreCase)
                && Find(member.Value, key[(member.Name.Length + 1)..]) is { } found)
            {
                return found;
            }
        }

        return null;
    }
}
