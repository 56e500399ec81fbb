using System.Globalization;
using Sabot.Cdc.Faults.Injection;

namespace Sabot.Cdc.Faults.Running;

/// <summary>What a seed decides: how the consumer is set, and which faults come when.</summary>
internal sealed class Schedule
{
    // What the consumer asks for, and how it acknowledges.
    private static readonly (string Shape, string Acknowledgement)[] Modes =
    [
        ("tables", "automatic"),
        ("batches", "automatic"),
        ("changes", "automatic"),
        ("transactions", "automatic"),
        ("tables", "manual"),
        ("batches", "manual"),
        ("changes", "manual"),
        ("transactions", "manual"),
        ("changes", "stored"),
        ("transactions", "stored"),
        ("changes", "stored"),
        ("transactions", "stored"),
    ];

    private readonly string _shape;
    private readonly string _acknowledgement;

    private Schedule(int seed, string? only)
    {
        Seed = seed;
        var random = new Random(seed);
        (LoadSeed, FaultSeed) = (random.Next(), random.Next());
        Faults = DrawFaults(random, only);
        // One table can stop by itself only where it has a stream of its own.
        var modes = StopsTable is null ? Modes : [.. Modes.Where(mode => mode.Shape is "tables" or "batches")];
        (_shape, _acknowledgement) = modes[random.Next(modes.Length)];
        Settings =
        [
            $"shape={_shape}",
            $"ack={_acknowledgement}",
            $"rows={Text(random.Next(2) == 0 ? random.Next(2, 40) : 16384)}",
            $"queue={Text(random.Next(2) == 0 ? random.Next(1, 6) : 16)}",
            $"coalesce={Text(random.Next(3) == 0 ? 0 : random.Next(1, 50))}",
            $"nap={Text(random.Next(2) == 0 ? random.Next(3, 20) : 0)}",
            $"create={!Faults[^1].StartsWithoutSlot}",
            $"streaming={random.Next(3) == 0 || Faults.Any(fault => fault.NeedsStreaming)}",
            $"drift={(StopsTable is null ? "StopAll" : "StopTable")}",
        ];
    }

    public int Seed { get; }

    /// <summary>The consumer's command line, but for what only a run knows.</summary>
    public IReadOnlyList<string> Settings { get; }

    public IReadOnlyList<Fault> Faults { get; }

    /// <summary>The table whose stream ends by itself while all others go on; null for none.</summary>
    public string? StopsTable => Faults[^1].StopsTable;

    public int LoadSeed { get; }

    /// <summary>For the faults' own choices, and for when they strike.</summary>
    public int FaultSeed { get; }

    /// <summary>Whether changes of several tables come in one stream.</summary>
    public bool OneStream => _shape is "changes" or "transactions";

    public bool AcknowledgesByHand => _acknowledgement == "manual";

    /// <summary>Whether the consumer stores positions with what it handled.</summary>
    public bool StoresPositions => _acknowledgement == "stored";

    /// <summary>The schedule of this seed; its faults may be replaced by one of a name.</summary>
    public static Schedule Draw(int seed, string? only) => new(seed, only);

    private static List<Fault> DrawFaults(Random random, string? only)
    {
        var faults = new List<Fault>();
        for (var count = random.Next(1, 6); count > 0; count--)
            faults.Add(FaultCatalog.Draw(FaultCatalog.Passing, random));
        if (random.Next(5) == 0)
            faults.Add(FaultCatalog.Draw(FaultCatalog.Final, random));
        if (only is null)
            return faults;
        var named = FaultCatalog.Passing.Concat(FaultCatalog.Final).FirstOrDefault(fault => fault.Name == only)
            ?? throw new ArgumentException($"There is no fault '{only}'; see --list.");
        return named.Ends is null ? [named, named] : [named];
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
