using System.Globalization;

namespace Sabot.Cdc.Faults.Consumer;

/// <summary>The command line, <c>name=value</c> each; the harness writes it from a schedule's seed.</summary>
internal sealed class Settings(IEnumerable<string> arguments)
{
    private readonly Dictionary<string, string> _values = arguments
        .Select(argument => argument.Split('=', 2))
        .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    /// <summary>The connection string, from the environment: a command line is everybody's to read.</summary>
    public static string ConnectionString => Environment.GetEnvironmentVariable("SABOT_TEST_CONNECTION")!;

    /// <summary>The consumer's own database, likewise.</summary>
    public static string StoreConnectionString => Environment.GetEnvironmentVariable("SABOT_TEST_STORE")!;

    /// <summary><c>automatic</c>, <c>manual</c>, or <c>stored</c>: positions are kept with what was handled.</summary>
    public string Acknowledgement => _values["ack"];

    /// <summary>Whether positions are stored in the file, and not in a database.</summary>
    public bool StoresInFile => _values.GetValueOrDefault("store") == "file";

    public string Ledger => _values["ledger"];

    public string Shape => _values["shape"];

    public CdcDriftPolicy Drift => Enum.Parse<CdcDriftPolicy>(_values["drift"]);

    public int ChangesPerNap => Number("nap");

    public CdcOptions ClientOptions() => new()
    {
        ConnectionString = ConnectionString,
        Slot = _values["slot"],
        CreateSlot = bool.Parse(_values["create"]),
        FailoverSlot = _values.ContainsKey("failover"),
        StatusInterval = TimeSpan.FromMilliseconds(100),
        StallTimeout = TimeSpan.FromSeconds(3),
        ReconnectDelay = TimeSpan.FromMilliseconds(50),
        MaxReconnectDelay = TimeSpan.FromMilliseconds(500),
        WaitForServer = TimeSpan.FromSeconds(60),
        SchemaDrift = Drift,
        Acknowledgement = Acknowledgement == "manual" ? CdcAcknowledgement.Manual : CdcAcknowledgement.Automatic,
        Streaming = bool.Parse(_values["streaming"]),
        SpillFolder = _values["spill"],
        MaxBatchRows = Number("rows"),
        QueueCapacity = Number("queue"),
        CoalesceInterval = TimeSpan.FromMilliseconds(Number("coalesce")),
    };

    private int Number(string name) => int.Parse(_values[name], CultureInfo.InvariantCulture);
}
