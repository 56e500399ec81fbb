namespace Sabot.Cdc.Generator.Model;

/// <summary>What the generated code depends on in the project it is for.</summary>
/// <param name="Namespace">The namespace of the generated types.</param>
/// <param name="ReferencesRuntime">Whether Sabot.Cdc.Runtime is referenced.</param>
internal sealed record ConsumerModel(string Namespace, bool ReferencesRuntime);
