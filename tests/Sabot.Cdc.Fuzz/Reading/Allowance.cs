namespace Sabot.Cdc.Fuzz.Reading;

/// <summary>
/// How much a step may allocate: a small multiple of the payload, and something for an exception with its message.
/// </summary>
/// <remarks>One for each thread; remembers how near the steps came.</remarks>
internal sealed class Allowance
{
    private const int Fixed = 48 << 10;
    private const int PerByte = 40;

    /// <summary>The most that a step used of what it may, in percent.</summary>
    internal long Nearest { get; private set; }

    internal static long Now => GC.GetAllocatedBytesForCurrentThread();

    internal void Check(long before, int payload, string what)
    {
        var allocated = Now - before;
        var allowed = Fixed + (long)payload * PerByte;
        if (allocated > allowed)
        {
            throw new HostileInputException(
                $"{what} allocated {allocated} bytes for a payload of {payload}; {allowed} are allowed.");
        }

        Nearest = Math.Max(Nearest, allocated * 100 / allowed);
    }
}
