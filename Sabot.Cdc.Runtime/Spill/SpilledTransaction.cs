using Microsoft.Extensions.Logging;

namespace Sabot.Cdc;

/// <summary>
/// A transaction in progress: what was sent of it, on the disk, and the schemas that this was sent with.
/// </summary>
internal sealed class SpilledTransaction(uint number, string folder, ILogger logger) : IDisposable
{
    private readonly SpillFile _file = new(folder, number, logger);
    private readonly Dictionary<(uint Relation, uint Generation), StreamedSchema> _schemas = [];
    private readonly List<SpillStretch> _stretches = [];
    private readonly HashSet<uint> _rolledBack = [];

    /// <summary>Bytes on the disk.</summary>
    internal long Length => _file.Length;

    /// <summary>Remembers the schema that a batch was sent with.</summary>
    internal void Add(StreamedSchema schema) => _schemas[(schema.Relation, schema.Generation)] = schema;

    /// <summary>The schema that a batch of this transaction was sent with.</summary>
    internal StreamedSchema SchemaOf(in Frame batch) =>
        _schemas.TryGetValue((batch.Relation, batch.Generation), out var schema)
            ? schema
            : throw SpillErrors.Damaged(number, folder);

    /// <summary>Writes a record behind the others.</summary>
    /// <exception cref="CdcSpillException">The disk is full, or does not work.</exception>
    internal ValueTask AppendAsync(SpillRecord record)
    {
        var subtransactions = record.Subtransactions;
        if (_stretches.Count == 0 || !_stretches[^1].Subtransactions.AsSpan().SequenceEqual(subtransactions))
            _stretches.Add(new SpillStretch(_file.Length, subtransactions));
        return _file.AppendAsync(record.Frames);
    }

    /// <inheritdoc cref="SpillFile.ReadAsync"/>
    internal ValueTask<(Payload Record, long Next)> ReadAsync(long offset) => _file.ReadAsync(offset);

    /// <summary>
    /// A subtransaction was rolled back: the end of the file goes, as far as nothing else is in it. Its rows that lie
    /// among others are left out at the commit.
    /// </summary>
    /// <exception cref="CdcSpillException">The disk does not work.</exception>
    internal void RollBack(uint subtransaction)
    {
        _rolledBack.Add(subtransaction);
        var keep = _stretches.Count;
        while (keep > 0 && IsRolledBack(_stretches[keep - 1]))
            keep--;
        if (keep == _stretches.Count)
            return;
        _file.Truncate(_stretches[keep].Offset);
        _stretches.RemoveRange(keep, _stretches.Count - keep);
    }

    public void Dispose() => _file.Dispose();

    private bool IsRolledBack(SpillStretch stretch) =>
        stretch.Subtransactions.Length > 0 && Array.TrueForAll(stretch.Subtransactions, _rolledBack.Contains);
}
