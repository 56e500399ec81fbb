namespace Sabot.Cdc.Tool.Configuration;

/// <summary>One thing that is wrong in sabot-cdc.json.</summary>
/// <param name="Place">Where.</param>
/// <param name="Message">One sentence that says what is wrong and what to do.</param>
internal sealed record ConfigError(ConfigPlace Place, string Message);
