namespace Sabot.Cdc;

/// <summary>
/// What a <see cref="CdcClient"/> needs to know: the server, the slot, and how much it may hold in memory.
/// </summary>
/// <remarks>
/// The client takes a copy when it is constructed, so later changes have no effect.
/// <see cref="CdcOptionsValidator"/> says which values are accepted.
/// </remarks>
public sealed class CdcOptions
{
    /// <summary>
    /// Npgsql connection string of the database to stream from. <c>Host</c> and <c>Database</c> must be named: a slot
    /// belongs to one database. Of several hosts (<c>Host=a,b;Target Session Attributes=primary</c>) each connection
    /// takes the first that fits. The role needs the REPLICATION attribute and, when a publication has to be created,
    /// the right to create it.
    /// </summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>
    /// Name of the replication slot: 1 to 63 of the characters <c>a-z</c>, <c>0-9</c> and <c>_</c>. It is the memory of
    /// what was acknowledged, so every consuming application needs a slot of its own.
    /// </summary>
    public string Slot { get; set; } = "";

    /// <summary>
    /// Name of the publication whose tables are streamed, or null to stream the subscribed tables without one. It is
    /// created for the subscribed tables if it is missing; an existing one must contain each of them.
    /// </summary>
    public string? Publication { get; set; }

    /// <summary>Whether a missing slot is created. Default: true.</summary>
    public bool CreateSlot { get; set; } = true;

    /// <summary>
    /// Whether the slot lives only as long as the connection: nothing is kept for a later start. Default: false.
    /// </summary>
    public bool TemporarySlot { get; set; }

    /// <summary>Rows after which the server closes a batch, 1 to 1,000,000. Default: 16,384.</summary>
    public int MaxBatchRows { get; set; } = 16_384;

    /// <summary>Bytes after which the server closes a batch, 4 KiB to 256 MiB. Default: 64 KiB.</summary>
    public int MaxBatchBytes { get; set; } = 64 << 10;

    /// <summary>
    /// How long the server may hold finished small transactions to send them together while more are waiting, whole
    /// milliseconds from 0 (send each at its commit) to 10 s. Default: 10 ms.
    /// </summary>
    public TimeSpan CoalesceInterval { get; set; } = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// Payloads of which a subscription may hold unfinished batches before the source is made to wait, 1 to 65,536.
    /// Default: 64. Memory is bounded by this times <see cref="MaxBatchBytes"/> for each subscription.
    /// </summary>
    public int QueueCapacity { get; set; } = 64;

    /// <summary>
    /// What stops when a table no longer fits the code that was compiled against it. Default: all streams.
    /// </summary>
    public CdcDriftPolicy SchemaDrift { get; set; }

    /// <summary>
    /// Whether the server sends large transactions, those beyond its <c>logical_decoding_work_mem</c>, while they are
    /// in progress, rather than keep them on its disk until they commit. Default: false.
    /// </summary>
    /// <remarks>
    /// What arrives is kept in files below <see cref="SpillFolder"/> and delivered at the commit: the same changes in
    /// the same order as without it, from memory as bounded as without it.
    /// </remarks>
    public bool Streaming { get; set; }

    /// <summary>
    /// The folder on whose disk transactions in progress are kept when <see cref="Streaming"/> is on; made if it is
    /// missing. Each session has a private folder of its own in it (mode 700) and removes it at its end, and what a
    /// killed process has left there. Null (the default) takes the system's folder for temporary files.
    /// </summary>
    public string? SpillFolder { get; set; }

    /// <summary>
    /// How often the server is told what was acknowledged, 100 ms to 1 hour and shorter than its
    /// <c>wal_sender_timeout</c>. Null (the default) takes a third of that setting, at most 1 s: what was finished
    /// since the last report is delivered again after a crash.
    /// </summary>
    public TimeSpan? StatusInterval { get; set; }

    /// <summary>
    /// How long a silent connection is trusted, at least 1 s or <see cref="Timeout.InfiniteTimeSpan"/>. A live server
    /// answers a status request after half of it; without an answer the connection is given up, as is one that stops in
    /// the middle of a message, or takes no reports for so long. Default: 60 s.
    /// </summary>
    public TimeSpan StallTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>When a change counts as done. Default: when the enumerator moves past it.</summary>
    public CdcAcknowledgement Acknowledgement { get; set; }

    /// <summary>
    /// The last change that the consumer has done, where it keeps positions with its own data: delivery begins behind
    /// it, also in the middle of a transaction. Null (the default) to begin where the slot is. Needs
    /// <see cref="SavePosition"/>.
    /// </summary>
    /// <remarks>
    /// A position that the slot has passed, or that the server does not have, is refused with a
    /// <see cref="CdcPositionException"/>, and so is a slot that is missing: changes would be lost without a word. The
    /// truncates of one TRUNCATE of several tables share one position, and those at the start position are delivered
    /// again if more than one table is followed.
    /// </remarks>
    public CdcPosition? StartPosition { get; set; }

    /// <summary>
    /// The history that <see cref="StartPosition"/> is of, as it was when that was stored:
    /// <see cref="CdcClient.ServerTimeline"/>, or what <see cref="SavePosition"/> was given. Null (the default) if it is
    /// not known.
    /// </summary>
    /// <remarks>
    /// A server of another cluster, a primary that was replaced, and a promoted standby that has never had the changes up
    /// to the position are refused with a <see cref="CdcPositionException"/>. Without it, they are noticed only by a
    /// client that has streamed before.
    /// </remarks>
    public CdcTimeline? StartTimeline { get; set; }

    /// <summary>
    /// Stores a position for the consumer that keeps them with its own data, for progress without changes: other tables,
    /// or other databases, have moved on. The consumer stores the positions of changes by itself, in the transaction
    /// that holds what it made of them, with <see cref="CdcClient.ServerTimeline"/>; between two changes, the client calls
    /// this before the server is told of a later position.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Store it only where it is greater than what is stored: a change may be stored at the same time. It is called by
    /// one thread at a time, not more often than once a second, and while the loop runs. When it throws, the streams
    /// fail with a <see cref="CdcPositionException"/>.
    /// </para>
    /// <para>
    /// What is stored is thereby never behind the slot, and a <see cref="StartPosition"/> that is behind it is a gap. A
    /// client with it has one stream; <c>Changes()</c> and <c>Transactions()</c> follow several tables in one.
    /// </para>
    /// </remarks>
    public Func<CdcPosition, CdcTimeline, CancellationToken, ValueTask>? SavePosition { get; set; }

    /// <summary>
    /// Whether the slot is a failover slot, which standbys keep a copy of, so that a promoted one can be streamed from
    /// without a gap (<c>sync_replication_slots</c> and <c>synchronized_standby_slots</c> on the servers; PostgreSQL 17
    /// and later). A slot that exists is made one. It is the primary's: of several servers in
    /// <see cref="ConnectionString"/>, a standby is not streamed from unless that prefers one. Default: false.
    /// </summary>
    public bool FailoverSlot { get; set; }

    /// <summary>
    /// How often in a row a lost connection may fail to be made again before the streams fail with the
    /// <see cref="CdcConnectionException"/>: 0 for never, null (the default) for ever. A connection that delivers
    /// something, or is there for longer than <see cref="MaxReconnectDelay"/>, starts the count anew. It is about
    /// connections that were there once; for the first one see <see cref="WaitForServer"/>.
    /// </summary>
    /// <remarks>
    /// Only what may go away by itself is tried again (<see cref="CdcConnectionException.IsTransient"/>), never what the
    /// server refuses or a slot that is gone.
    /// </remarks>
    public int? ReconnectAttempts { get; set; }

    /// <summary>
    /// How long to wait before the first attempt to make a lost connection again, 1 ms to 1 day. It doubles with each
    /// failure up to <see cref="MaxReconnectDelay"/>, and each wait is shortened by a random part of up to a half, so that
    /// the clients of a server do not all come back at once. Default: 200 ms.
    /// </summary>
    public TimeSpan ReconnectDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// The longest wait between two attempts, <see cref="ReconnectDelay"/> to 1 day. Default: 30 s.
    /// </summary>
    public TimeSpan MaxReconnectDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long the first connection may be tried, for a consumer that is started together with its server; 0 (the
    /// default) to fail at once, so that a wrong address is noticed.
    /// </summary>
    public TimeSpan WaitForServer { get; set; }

    /// <summary>
    /// Whether the server is told what was finished. When it is not, the slot stays where it is: for looking, not for
    /// consuming.
    /// </summary>
    internal bool Acknowledges { get; set; } = true;

    /// <summary>
    /// Tables that <see cref="CdcClient.Tables"/> is limited to, as the plugin's option <c>tables</c> takes them, with
    /// <c>schema.*</c>; null for all.
    /// </summary>
    internal string? OnlyTables { get; set; }

    internal CdcOptions Copy() => (CdcOptions)MemberwiseClone();
}
