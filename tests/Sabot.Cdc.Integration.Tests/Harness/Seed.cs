using System.Globalization;
using Xunit.Abstractions;

namespace Sabot.Cdc.Integration.Tests.Harness;

/// <summary>Random numbers of a test; environment variable <c>SABOT_TEST_SEED</c> repeats those of an earlier run.</summary>
internal static class Seed
{
    public static Random Create(ITestOutputHelper output)
    {
        var seed = Environment.GetEnvironmentVariable("SABOT_TEST_SEED") is { Length: > 0 } given
            ? int.Parse(given, CultureInfo.InvariantCulture)
            : Random.Shared.Next();
        output.WriteLine($"SABOT_TEST_SEED={seed}");
        return new Random(seed);
    }
}
