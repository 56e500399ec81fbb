using System.CommandLine;
using Sabot.Cdc.Tool.Configuration;

namespace Sabot.Cdc.Tool.Commands;

/// <summary>Where the database is: the one option for it that every command has.</summary>
internal static class ConnectionOption
{
    public const string Name = "--connection";

    public static Option<string?> Create() => new(Name, "-c")
    {
        Description = $"Npgsql connection string: Host=…;Database=…;Username=…;Password=…  Default: what {ToolConfiguration.FileName} names, or else environment variable {ConnectionStrings.Variable}.",
        HelpName = "string",
    };

    /// <summary>The connection string of a command that has the option.</summary>
    /// <exception cref="ToolException">There is none, or the configuration that would name it is wrong.</exception>
    public static string Resolve(ParseResult parsed)
    {
        var given = parsed.GetValue<string?>(Name);
        return ConnectionStrings.Resolve(given, string.IsNullOrWhiteSpace(given) ? ConfigOption.Find(parsed) : null);
    }
}
