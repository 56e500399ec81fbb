namespace Sabot.Cdc.Tool.Configuration;

/// <summary>A member of an object of sabot-cdc.json.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Place">Where the key starts.</param>
/// <param name="Value">Its value.</param>
internal sealed record ConfigMember(string Key, ConfigPlace Place, ConfigNode Value);
