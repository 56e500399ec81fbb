using System.CommandLine;
using Sabot.Cdc.Tool.Configuration;

namespace Sabot.Cdc.Tool.Commands;

/// <summary>The option of all commands that names the configuration file.</summary>
internal static class ConfigOption
{
    public static readonly Option<string?> Instance = new("--config")
    {
        Description = $"The configuration file. Default: {ToolConfiguration.FileName} in the working directory or the nearest folder above it.",
        HelpName = "file",
        Recursive = true,
    };

    /// <summary>The configuration, if there is one.</summary>
    /// <exception cref="ToolException">It cannot be read, or is wrong.</exception>
    public static ToolConfiguration? Find(ParseResult parsed) => ToolConfiguration.Find(parsed.GetValue(Instance));
}
