using System.Globalization;

namespace Sabot.Cdc.Tool.Doctor;

/// <summary>A fault of PostgreSQL that consumers of logical decoding can run into.</summary>
/// <param name="Since">The first version that has it, as server_version_num.</param>
/// <param name="FixedIn">The first version of the same branch without it.</param>
/// <param name="Description">What happens.</param>
internal sealed record KnownFault(int Since, int FixedIn, string Description);

/// <summary>
/// Faults from PostgreSQL's release notes that concern every output plugin, and lose data, slots or the connection.
/// Those of pgoutput and of subscriptions are not among them.
/// </summary>
internal static class KnownFaults
{
    private const string LsnBackwards = "a slot's restart_lsn can go backwards to WAL that has been removed";
    private const string StaleCatalog = "changes are decoded with an outdated catalog after DDL beside open transactions, such as ALTER PUBLICATION, and can be lost";
    private const string InvalidationStorm = "invalidation messages multiply after DDL until decoding runs out of memory";
    private const string WalRemoved = "WAL that a slot needs can be removed by a checkpoint before a crash";
    private const string PartialRecord = "after a crash decoding can wait for ever behind a record that was written in part";
    private const string NewSlotInvalidated = "a new slot can be invalidated by a checkpoint at the same moment";
    private const string ShutdownHangs = "the server's shutdown can wait for ever for a WAL sender";

    private static readonly KnownFault[] All =
    [
        new(150000, 150010, LsnBackwards), new(160000, 160006, LsnBackwards), new(170000, 170002, LsnBackwards),
        new(150000, 150013, StaleCatalog), new(160000, 160009, StaleCatalog), new(170000, 170005, StaleCatalog),
        new(150013, 150014, InvalidationStorm), new(160009, 160010, InvalidationStorm), new(170005, 170006, InvalidationStorm),
        new(150000, 150014, WalRemoved), new(160000, 160010, WalRemoved), new(170000, 170006, WalRemoved),
        new(150000, 150014, PartialRecord), new(160000, 160010, PartialRecord), new(170000, 170006, PartialRecord),
        new(150000, 150016, NewSlotInvalidated), new(160000, 160012, NewSlotInvalidated), new(170000, 170008, NewSlotInvalidated), new(180000, 180002, NewSlotInvalidated),
        new(150000, 150018, ShutdownHangs), new(160000, 160014, ShutdownHangs), new(170000, 170010, ShutdownHangs), new(180000, 180004, ShutdownHangs),
    ];

    /// <summary>The faults of a version (server_version_num).</summary>
    public static IReadOnlyList<KnownFault> Of(int version) =>
        [.. All.Where(fault => version >= fault.Since && version < fault.FixedIn)];

    /// <summary>150010 as 15.10.</summary>
    public static string Show(int version) => string.Create(CultureInfo.InvariantCulture, $"{version / 10000}.{version % 10000}");
}
