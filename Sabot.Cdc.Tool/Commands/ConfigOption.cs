using System.CommandLine;
using Sabot.Cdc.Tool.Configuration;

namespace Sabot.Cdc.Tool.Commands;

/// <summary>The option that names the configuration file.</summary>
internal static class ConfigOption
{
    public const string Name = "--config";

    public static Option<string?> Create() => new(Name)
    {
        Description = $"The configuration file. Default: {ToolConfiguration.FileName} in the working directory or the nearest folder above it.",
        HelpName = "file",
    };
}
