namespace Sabot.Cdc.Tool.Configuration;

/// <summary>Where sabot-cdc.json says that the connection string is: in an environment variable or a user secret.</summary>
/// <param name="Environment">The variable's name, or null.</param>
/// <param name="UserSecret">The secret's key, or null.</param>
/// <param name="Place">Where the name stands.</param>
internal sealed record ConnectionSource(string? Environment, string? UserSecret, ConfigPlace Place);
