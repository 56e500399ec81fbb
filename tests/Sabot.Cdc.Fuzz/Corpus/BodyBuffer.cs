namespace Sabot.Cdc.Fuzz.Corpus;

/// <summary>A buffer of a batch's body: where it is, counted from the frame's start, and its length in bytes.</summary>
internal readonly record struct BodyBuffer(BufferRole Role, int Offset, int Length);
