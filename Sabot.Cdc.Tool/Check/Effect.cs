namespace Sabot.Cdc.Tool.Check;

/// <summary>What a difference does to source code, or to a running client.</summary>
/// <param name="Breaks">Whether something stops working.</param>
/// <param name="Text">What happens, as the end of a sentence.</param>
internal readonly record struct Effect(bool Breaks, string Text)
{
    public static readonly Effect None = new(false, "nothing");

    public static Effect Break(string text) => new(true, text);

    public static Effect Harmless(string text) => new(false, text);
}
