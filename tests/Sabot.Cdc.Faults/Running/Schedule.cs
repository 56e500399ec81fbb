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

    private Schedule(int seed, bool failsOver, IReadOnlyList<string> only)
    {
        Seed = seed;
        FailsOver = failsOver;
        var random = new Random(seed);
        (LoadSeed, FaultSeed) = (random.Next(), random.Next());
        Faults = failsOver ? DrawFaultsOfPair(random, only) : DrawFaults(random, only);
        // One table can stop by itself only where it has a stream of its own.
        var modes = StopsTable is null ? Modes : [.. Modes.Where(mode => mode.Shape is "tables" or "batches")];
        if (failsOver)
            modes = [.. Modes.Where(mode => (mode.Acknowledgement == "stored") == (PairCase is 0 or 1))];
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
            .. failsOver ? DrawStandby(random) : [],
        ];
    }

    public int Seed { get; }

    /// <summary>The consumer's command line, but for what only a run knows.</summary>
    public IReadOnlyList<string> Settings { get; }

    public IReadOnlyList<Fault> Faults { get; }

    /// <summary>Whether it is run on a primary and a standby, and the standby takes the primary's place.</summary>
    public bool FailsOver { get; }

    /// <summary>What the standby has, where there is one.</summary>
    public StandbyCommits Commits { get; private set; }

    /// <summary>Whether what the consumer stores is in a file, and not on the servers that it follows.</summary>
    public bool StoresInFile { get; private set; }

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

    /// <summary>Whether it stores them in a database on the servers that it follows.</summary>
    public bool StoresInDatabase => StoresPositions && !StoresInFile;

    // Where positions are stored, if they are, and what the standby has: five seeds in a row have all of it.
    private int PairCase => Seed % 5;

    /// <summary>The schedule of this seed; its faults may be replaced by those of some names.</summary>
    public static Schedule Draw(int seed, bool failsOver, IReadOnlyList<string> only) => new(seed, failsOver, only);

    private static List<Fault> DrawFaults(Random random, IReadOnlyList<string> only)
    {
        var faults = new List<Fault>();
        for (var count = random.Next(1, 6); count > 0; count--)
            faults.Add(FaultCatalog.Draw(FaultCatalog.Passing, random));
        if (random.Next(5) == 0)
            faults.Add(FaultCatalog.Draw(FaultCatalog.Final, random));
        if (only.Count == 0)
            return faults;
        List<Fault> named = [.. only.Select(name => FaultCatalog.Find(FaultCatalog.Passing.Concat(FaultCatalog.Final), name))];
        return named is [{ Ends: null }] ? [named[0], named[0]] : named;
    }

    // Something before the failover, something after it.
    private static List<Fault> DrawFaultsOfPair(Random random, IReadOnlyList<string> only)
    {
        var faults = new List<Fault>();
        for (var count = random.Next(1, 3); count > 0; count--)
            faults.Add(FaultCatalog.Draw(FaultCatalog.OnPair, random));
        faults.Add(FailoverFaults.Failover);
        for (var count = random.Next(1, 3); count > 0; count--)
            faults.Add(FaultCatalog.Draw(FaultCatalog.OnPair, random));
        return only.Count == 0
            ? faults
            : [.. only.Select(name => FaultCatalog.Find(FaultCatalog.OnPair.Append(FailoverFaults.Failover), name))];
    }

    private List<string> DrawStandby(Random random)
    {
        StoresInFile = PairCase == 1;
        Commits = PairCase switch
        {
            // What a consumer stores on the primary has to be on the standby before it counts.
            0 or 2 => StandbyCommits.Synchronous,
            3 => StandbyCommits.Asynchronous,
            4 => StandbyCommits.CutOff,
            _ => (StandbyCommits)random.Next(3),
        };
        return StoresPositions
            ? ["failover=True", $"commits={Commits}", $"store={(StoresInFile ? "file" : "primary")}"]
            : ["failover=True", $"commits={Commits}"];
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
