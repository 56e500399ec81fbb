using System.Globalization;
using Sabot.Cdc.Faults.Injection;

namespace Sabot.Cdc.Faults.Running;

/// <summary>What a seed decides: how the consumer is set, and which faults come when.</summary>
internal sealed class Schedule
{
    private static readonly string[] Shapes = ["tables", "batches"];

    private Schedule(int seed, string shape, IReadOnlyList<string> settings, IReadOnlyList<Fault> faults, int loadSeed, int faultSeed)
    {
        Seed = seed;
        Shape = shape;
        Settings = settings;
        Faults = faults;
        LoadSeed = loadSeed;
        FaultSeed = faultSeed;
    }

    public int Seed { get; }

    public string Shape { get; }

    /// <summary>The consumer's command line, but for what only a run knows.</summary>
    public IReadOnlyList<string> Settings { get; }

    public IReadOnlyList<Fault> Faults { get; }

    public int LoadSeed { get; }

    /// <summary>For the faults' own choices, and for when they strike.</summary>
    public int FaultSeed { get; }

    /// <summary>Whether changes of several tables come in one stream.</summary>
    public bool OneStream => Shape is "changes" or "transactions";

    public static Schedule Draw(int seed, string? only)
    {
        var random = new Random(seed);
        var (loadSeed, faultSeed) = (random.Next(), random.Next());
        var shape = Shapes[random.Next(Shapes.Length)];
        string[] settings =
        [
            $"shape={shape}",
            $"rows={Text(random.Next(2) == 0 ? random.Next(2, 40) : 16384)}",
            $"queue={Text(random.Next(2) == 0 ? random.Next(1, 6) : 16)}",
            $"coalesce={Text(random.Next(3) == 0 ? 0 : random.Next(1, 50))}",
            $"nap={Text(random.Next(2) == 0 ? random.Next(3, 20) : 0)}",
        ];

        var faults = new List<Fault>();
        for (var count = random.Next(1, 6); count > 0; count--)
            faults.Add(FaultCatalog.Draw(FaultCatalog.Passing, random));
        if (random.Next(5) == 0)
            faults.Add(FaultCatalog.Draw(FaultCatalog.Final, random));
        if (only is not null)
            faults = [.. faults.Take(2).Select(_ => Named(only))];
        if (faults.FindIndex(fault => fault.Ends is not null) is var end and >= 0)
            faults.RemoveRange(end + 1, faults.Count - end - 1);
        return new Schedule(seed, shape, settings, faults, loadSeed, faultSeed);
    }

    private static Fault Named(string name) =>
        FaultCatalog.Passing.Concat(FaultCatalog.Final).FirstOrDefault(fault => fault.Name == name)
        ?? throw new ArgumentException($"There is no fault '{name}'; see --list.");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
