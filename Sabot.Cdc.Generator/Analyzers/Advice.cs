namespace Sabot.Cdc.Generator.Analyzers;

/// <summary>
/// The ids of the advice, and what an analyzer tells its code fix: source that both assemblies are made from.
/// </summary>
internal static class Advice
{
    public const string UncheckedValue = "SABOT040";
    public const string KeptView = "SABOT041";
    public const string CollectedStream = "SABOT042";
    public const string IgnoredStream = "SABOT043";
    public const string LateStream = "SABOT044";

    /// <summary>
    /// Property of <see cref="UncheckedValue"/>: the member to ask first, such as <c>HasBiography</c>.
    /// </summary>
    public const string PresenceProperty = "Presence";

    /// <summary>
    /// Property of <see cref="KeptView"/>: the call that keeps the view, such as <c>change.Batch.Retain()</c>.
    /// </summary>
    public const string RetainProperty = "Retain";
}
