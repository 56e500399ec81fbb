namespace Sabot.Cdc.Views.Bench;

/// <summary>Which values of a workload are null; the key never is.</summary>
internal static class Nulls
{
    private const int Seed = 20_240_101;

    /// <summary>No value.</summary>
    public static Func<int, bool> None { get; } = _ => false;

    /// <summary>Every other value, in the order in which they are asked for: a processor learns to foresee them.</summary>
    public static Func<int, bool> EveryOther { get; } = row => row % 2 == 0;

    /// <summary>Half of the values, at random, though in every run the same: no processor foresees them.</summary>
    public static Func<int, bool> AtRandom()
    {
        var random = new Random(Seed);
        return _ => random.Next(2) == 0;
    }
}
