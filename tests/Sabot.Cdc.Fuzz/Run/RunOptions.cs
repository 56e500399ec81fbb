using System.Globalization;

namespace Sabot.Cdc.Fuzz.Run;

/// <summary>What the command line says.</summary>
internal sealed record RunOptions
{
    internal long Runs { get; private init; } = 200_000;

    /// <summary>When the run ends though there are cases left.</summary>
    internal TimeSpan Limit { get; private init; } = TimeSpan.MaxValue;

    internal ulong Seed { get; private init; }

    /// <summary>The one case to repeat; null for all.</summary>
    internal long? Case { get; private init; }

    internal string Corpus { get; private init; } = Path.Combine(AppContext.BaseDirectory, "corpus");

    /// <summary>Where the cases that are being tried are noted for the process that looks after this one.</summary>
    internal string? Notes { get; private init; }

    internal static RunOptions Parse(ReadOnlySpan<string> arguments)
    {
        var random = Environment.GetEnvironmentVariable("SABOT_TEST_SEED") is { Length: > 0 } given
            ? given
            : Random.Shared.Next().ToString(CultureInfo.InvariantCulture);
        var options = new RunOptions { Seed = ulong.Parse(random, CultureInfo.InvariantCulture) };
        for (var i = 0; i + 1 < arguments.Length; i += 2)
        {
            var value = arguments[i + 1];
            options = arguments[i] switch
            {
                "--runs" => options with { Runs = long.Parse(value, CultureInfo.InvariantCulture) },
                "--minutes" => options with
                {
                    Limit = TimeSpan.FromMinutes(int.Parse(value, CultureInfo.InvariantCulture)),
                },
                "--seed" => options with { Seed = ulong.Parse(value, CultureInfo.InvariantCulture) },
                "--case" => options with { Case = long.Parse(value, CultureInfo.InvariantCulture) },
                "--corpus" => options with { Corpus = value },
                "--notes" => options with { Notes = value },
                var other => throw new ArgumentException(
                    $"The fuzzer does not know {other}; see tests/fuzz.sh --help."),
            };
        }

        return options;
    }
}
