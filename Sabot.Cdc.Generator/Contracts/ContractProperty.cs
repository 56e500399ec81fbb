namespace Sabot.Cdc.Generator.Contracts;

/// <summary>A partial property of a contract.</summary>
/// <param name="Name">The property's name, without <c>@</c>.</param>
/// <param name="Modifiers">Its modifiers, which both of its declarations must have: <c>public partial</c>.</param>
/// <param name="Type">Its type.</param>
internal sealed record ContractProperty(string Name, string Modifiers, DeclaredType Type);
