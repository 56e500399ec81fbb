namespace Sabot.Cdc.Fuzz.Mutation;

/// <summary>
/// Random numbers that a seed and the number of a case determine, on every machine alike (SplitMix64).
/// </summary>
internal sealed class Dice(ulong seed, long number)
{
    private ulong _state = seed + (ulong)number * 0xD1342543DE82EF95;

    internal ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>From 0 to one less than the bound, which is above 0.</summary>
    internal int Below(int bound) => (int)(Next() % (uint)bound);

    internal bool OneIn(int chance) => Below(chance) == 0;

    internal T Pick<T>(ReadOnlySpan<T> items) => items[Below(items.Length)];
}
