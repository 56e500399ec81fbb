namespace Sabot.Cdc;

/// <summary>
/// A part of a transaction's file, up to the next one, whose rows are of the same subtransactions.
/// </summary>
/// <param name="Offset">Where it starts in the file.</param>
/// <param name="Subtransactions">Of which they are; empty when they are too many to be remembered.</param>
internal readonly record struct SpillStretch(long Offset, uint[] Subtransactions);
