using System.CommandLine;

namespace Sabot.Cdc.Tool.Commands;

/// <summary>Where the database is: the one option for it that every command has, and what takes its place.</summary>
internal static class ConnectionOption
{
    public const string Name = "--connection";
    public const string Variable = "SABOT_CDC_CONNECTION";

    public static Option<string?> Create() => new(Name, "-c")
    {
        Description = $"Npgsql connection string: Host=…;Database=…;Username=…;Password=…  Default: environment variable {Variable}.",
        HelpName = "string",
    };

    /// <summary>The connection string of a command that has the option.</summary>
    /// <exception cref="ToolException">There is none.</exception>
    public static string Resolve(ParseResult parsed)
    {
        if (parsed.GetValue<string?>(Name) is { } given && !string.IsNullOrWhiteSpace(given))
            return given;
        if (Environment.GetEnvironmentVariable(Variable) is { } fallback && !string.IsNullOrWhiteSpace(fallback))
            return fallback;
        throw new ToolException($"No connection is given: use {Name} or set environment variable {Variable}.", ExitCode.WrongUsage);
    }
}
