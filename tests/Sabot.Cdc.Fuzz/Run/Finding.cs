namespace Sabot.Cdc.Fuzz.Run;

/// <summary>Tells of an input that found something: what it did, the bytes, and how to do it again.</summary>
internal static class Finding
{
    internal static void Print(ulong seed, long index, byte[] input, Exception finding)
    {
        Console.WriteLine($"case {index} of seed {seed}: {finding}");
        Console.WriteLine($"its {input.Length} bytes, in base64: {Convert.ToBase64String(input)}");
        PrintCommand(seed, index);
    }

    internal static void PrintCommand(ulong seed, long index) =>
        Console.WriteLine($"to repeat it: tests/fuzz.sh --seed {seed} --case {index}");
}
