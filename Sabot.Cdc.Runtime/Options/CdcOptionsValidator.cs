using System.Buffers;
using System.Text;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Sabot.Cdc;

/// <summary>Checks <see cref="CdcOptions"/>; each failure names the property and says what to set.</summary>
/// <remarks>No message repeats the connection string or a part of it: a password may be in any part of a wrong
/// one.</remarks>
public sealed class CdcOptionsValidator : IValidateOptions<CdcOptions>
{
    // NAMEDATALEN - 1, PostgreSQL's limit for every identifier.
    private const int MaxIdentifierBytes = 63;
    private const int MinBatchBytes = 4 << 10;
    private const int MaxBatchBytes = 256 << 20;
    private const int MaxBatchRows = 1_000_000;
    private const int MaxQueueCapacity = 65_536;
    private static readonly TimeSpan MaxCoalesceInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MinStatusInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxStatusInterval = TimeSpan.FromHours(1);
    private static readonly TimeSpan MinStallTimeout = TimeSpan.FromSeconds(1);
    // Npgsql arms a timer with half of it.
    private static readonly TimeSpan MaxStallTimeout = TimeSpan.FromDays(24);
    private static readonly TimeSpan MinReconnectDelay = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan MaxReconnectDelay = TimeSpan.FromDays(1);
    private static readonly SearchValues<char> SlotCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, CdcOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<string> failures = [];
        CheckConnectionString(options.ConnectionString, failures);
        CheckSlot(options, failures);
        CheckPublication(options.Publication, failures);
        CheckRange(nameof(options.MaxBatchRows), options.MaxBatchRows, 1, MaxBatchRows, failures);
        CheckRange(nameof(options.MaxBatchBytes), options.MaxBatchBytes, MinBatchBytes, MaxBatchBytes, failures);
        CheckRange(nameof(options.QueueCapacity), options.QueueCapacity, 1, MaxQueueCapacity, failures);
        CheckTimes(options, failures);
        CheckReconnecting(options, failures);
        CheckAcknowledgement(options, failures);
        if (!Enum.IsDefined(options.SchemaDrift))
            failures.Add($"SchemaDrift is {options.SchemaDrift}; set it to StopAll or StopTable");
        CheckSpillFolder(options.SpillFolder, failures);
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    internal static void ThrowIfInvalid(CdcOptions options)
    {
        var result = new CdcOptionsValidator().Validate(Microsoft.Extensions.Options.Options.DefaultName, options);
        if (result.Failed)
            throw new OptionsValidationException(nameof(CdcOptions), typeof(CdcOptions), result.Failures);
    }

    private static void CheckConnectionString(string connectionString, List<string> failures)
    {
        const string Example = "e.g. \"Host=localhost;Database=shop;Username=cdc;Password=…\"";
        if (string.IsNullOrWhiteSpace(connectionString))
        {
            failures.Add($"ConnectionString is empty; set it to the database to stream from, {Example}");
            return;
        }

        NpgsqlConnectionStringBuilder builder;
        try
        {
            builder = new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            failures.Add("ConnectionString is not an Npgsql connection string; write Keyword=Value pairs "
                + "separated by ';' "
                + $"and put a value that holds ';' or '=' into quotes, {Example}");
            return;
        }

        if (string.IsNullOrWhiteSpace(builder.Host))
            failures.Add($"ConnectionString names no server; add Host=…, {Example}");
        if (HostList.ParseRole(builder.TargetSessionAttributes) is null)
            failures.Add("ConnectionString has Target Session Attributes that are unknown; set them to any, primary, "
                + "standby, read-write, read-only, prefer-primary or prefer-standby");
        if (string.IsNullOrWhiteSpace(builder.Database))
            failures.Add($"ConnectionString names no database; add Database=…, {Example}");
    }

    // Npgsql puts the name into a replication command as it is, so nothing but PostgreSQL's own alphabet may pass.
    private static void CheckSlot(CdcOptions options, List<string> failures)
    {
        var slot = options.Slot;
        if (string.IsNullOrEmpty(slot))
            failures.Add("Slot is empty; set it to the name of this application's replication slot, e.g. "
                + "\"shop_search\"");
        else if (slot.Length > MaxIdentifierBytes || slot.AsSpan().ContainsAnyExcept(SlotCharacters))
            failures.Add("Slot may only hold lower-case letters a-z, digits and underscores, at most 63 of them; "
                + "set it to e.g. \"shop_search\"");
        if (options is { TemporarySlot: true, CreateSlot: false })
            failures.Add("TemporarySlot needs CreateSlot: a temporary slot never exists before the start; set "
                + "CreateSlot to true");
    }

    private static void CheckPublication(string? publication, List<string> failures)
    {
        if (publication is null)
            return;
        if (publication.Length == 0 || publication.Contains('\0')
            || Encoding.UTF8.GetByteCount(publication) > MaxIdentifierBytes)
            failures.Add("Publication must be the name of a publication, 1 to 63 bytes long; set it to e.g. \"shop\", "
                + "or to null to stream the subscribed tables without a publication");
    }

    private static void CheckTimes(CdcOptions options, List<string> failures)
    {
        if (options.CoalesceInterval < TimeSpan.Zero || options.CoalesceInterval > MaxCoalesceInterval
            || options.CoalesceInterval.Ticks % TimeSpan.TicksPerMillisecond != 0)
            failures.Add("CoalesceInterval must be whole milliseconds from 0 to 10 s; set it to e.g. 00:00:00.010");
        if (options.StatusInterval is { } status && (status < MinStatusInterval || status > MaxStatusInterval))
            failures.Add("StatusInterval must be between 100 ms and 1 hour; set it to e.g. 00:00:01, or to null to "
                + "derive it");
        if (options.StallTimeout != Timeout.InfiniteTimeSpan
            && (options.StallTimeout < MinStallTimeout || options.StallTimeout > MaxStallTimeout))
            failures.Add("StallTimeout must be between 1 s and 24 days, or infinite (-00:00:00.001); set it to e.g. "
                + "00:01:00");
    }

    private static void CheckSpillFolder(string? folder, List<string> failures)
    {
        if (folder is not null && (string.IsNullOrWhiteSpace(folder) || folder.Contains('\0')))
            failures.Add("SpillFolder must be the path of a folder; set it to e.g. \"/var/tmp\", or to null for the "
                + "system's folder for temporary files");
    }

    private static void CheckReconnecting(CdcOptions options, List<string> failures)
    {
        if (options.ReconnectAttempts < 0)
            failures.Add($"ReconnectAttempts is {options.ReconnectAttempts}; set it to how often a lost connection may "
                + "fail to be made again, to 0 for never, or to null for ever");
        if (options.ReconnectDelay < MinReconnectDelay || options.ReconnectDelay > MaxReconnectDelay)
            failures.Add("ReconnectDelay must be between 1 ms and 1 day; set it to e.g. 00:00:00.200");
        else if (options.MaxReconnectDelay < options.ReconnectDelay || options.MaxReconnectDelay > MaxReconnectDelay)
            failures.Add("MaxReconnectDelay must be between ReconnectDelay and 1 day; set it to e.g. 00:00:30");
        if (options.WaitForServer < TimeSpan.Zero)
            failures.Add("WaitForServer must not be negative; set it to e.g. 00:01:00, or to 0 to fail at once");
    }

    private static void CheckAcknowledgement(CdcOptions options, List<string> failures)
    {
        if (!Enum.IsDefined(options.Acknowledgement))
            failures.Add($"Acknowledgement is {options.Acknowledgement}; set it to Automatic or Manual");
        if (options is { StartPosition: not null, SavePosition: null })
            failures.Add("StartPosition needs SavePosition: without it the slot passes the stored position while there "
                + "are no changes, and the next start is refused; set SavePosition to what stores a position");
        if (options is { StartTimeline: not null, StartPosition: null })
            failures.Add("StartTimeline says what StartPosition is of, and there is none; set both to what was stored, or "
                + "neither");
        if (options is { TemporarySlot: true, SavePosition: not null } or { TemporarySlot: true, FailoverSlot: true })
            failures.Add("TemporarySlot goes with neither SavePosition nor FailoverSlot: the slot ends with its "
                + "connection; set TemporarySlot to false");
    }

    private static void CheckRange(string property, int value, int least, int greatest, List<string> failures)
    {
        if (value < least || value > greatest)
            failures.Add($"{property} is {value}; set it to a number from {least} to {greatest}");
    }
}
