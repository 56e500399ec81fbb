using Sabot.Cdc.Tool.Commands;

namespace Sabot.Cdc.Tool.Configuration;

/// <summary>Finds the connection string that a command uses.</summary>
internal static class ConnectionStrings
{
    public const string Variable = "SABOT_CDC_CONNECTION";

    /// <summary>
    /// That of the command line, or else the one that sabot-cdc.json names, or else that of the environment variable.
    /// </summary>
    /// <exception cref="ToolException">There is none.</exception>
    public static string Resolve(string? given, ToolConfiguration? configuration)
    {
        if (!string.IsNullOrWhiteSpace(given))
            return given;
        if (configuration is { Connection: { } source })
            return Resolve(source, configuration);

        return Environment.GetEnvironmentVariable(Variable) is { } text && !string.IsNullOrWhiteSpace(text)
            ? text
            : throw new ToolException(
                $"No connection is given: use --connection, set environment variable {Variable}, or name another one in {ToolConfiguration.FileName} ('dotnet sabot-cdc init' writes one).");
    }

    /// <summary>Why there is no connection string; null if there is one.</summary>
    public static string? WhyNone(string? given, ToolConfiguration? configuration)
    {
        try
        {
            Resolve(given, configuration);
            return null;
        }
        catch (ToolException problem)
        {
            return problem.Message;
        }
    }

    private static string Resolve(ConnectionSource source, ToolConfiguration configuration)
    {
        var at = configuration.At(source.Place);
        if (source.Environment is not { } variable)
            return UserSecrets.Read(configuration.Folder, source.UserSecret!, at);

        return Environment.GetEnvironmentVariable(variable) is { } text && !string.IsNullOrWhiteSpace(text)
            ? text
            : throw new ToolException($"{at}Environment variable {variable} is not set; set it to Host=…;Database=…;Username=…;Password=…, or use --connection.");
    }
}
