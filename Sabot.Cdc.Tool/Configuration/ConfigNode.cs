namespace Sabot.Cdc.Tool.Configuration;

/// <summary>A value of sabot-cdc.json.</summary>
/// <param name="Place">Where it starts.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The text of a string; of other values, nothing.</param>
/// <param name="Members">The members of an object, in their order.</param>
/// <param name="Items">The items of an array.</param>
internal sealed record ConfigNode(
    ConfigPlace Place, ConfigNodeKind Kind, string Text, IReadOnlyList<ConfigMember> Members, IReadOnlyList<ConfigNode> Items);
