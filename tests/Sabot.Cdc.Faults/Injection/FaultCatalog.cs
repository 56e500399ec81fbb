namespace Sabot.Cdc.Faults.Injection;

/// <summary>All faults.</summary>
internal static class FaultCatalog
{
    /// <summary>After which everything has to go on.</summary>
    public static IReadOnlyList<Fault> Passing { get; } =
        [.. ClientFaults.All, .. ServerFaults.All, .. NetworkFaults.All, .. SchemaFaults.Passing];

    /// <summary>
    /// Those that are mixed in where a standby takes the primary's place: of client, network and tables, and a walsender
    /// that is told to end. Servers that end and come back are the business of schedules with one server.
    /// </summary>
    public static IReadOnlyList<Fault> OnPair { get; } =
        [.. ClientFaults.All, ServerFaults.WalSenderTerminated, .. NetworkFaults.All, .. SchemaFaults.Passing];

    /// <summary>After which the consumer has to end with the exception that says so.</summary>
    public static IReadOnlyList<Fault> Final { get; } = [.. SlotFaults.All, .. SchemaFaults.Final];

    /// <summary>The one of a name.</summary>
    public static Fault Find(IEnumerable<Fault> faults, string name) => faults.FirstOrDefault(fault => fault.Name == name)
        ?? throw new ArgumentException($"There is no fault '{name}' here; see --list.");

    /// <summary>Draws one by weight.</summary>
    public static Fault Draw(IReadOnlyList<Fault> faults, Random random)
    {
        var at = random.Next(faults.Sum(fault => fault.Weight));
        foreach (var fault in faults)
        {
            if ((at -= fault.Weight) < 0)
                return fault;
        }

        throw new InvalidOperationException("The weights do not add up.");
    }
}
