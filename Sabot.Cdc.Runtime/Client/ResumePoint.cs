namespace Sabot.Cdc;

/// <summary>Where a client is when a session begins; zeros before the first one.</summary>
/// <param name="Acknowledged">What it has acknowledged: the slot may be there, or behind it.</param>
/// <param name="Received">The greatest position of which it has received a change.</param>
/// <param name="Stated">The greatest position up to which it was told to have received everything.</param>
internal readonly record struct ResumePoint(ulong Acknowledged, ulong Received, ulong Stated);
