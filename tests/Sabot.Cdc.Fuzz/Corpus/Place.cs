namespace Sabot.Cdc.Fuzz.Corpus;

/// <summary>A number in a frame: where it is, counted from the frame's start, and how many bytes it has.</summary>
internal readonly record struct Place(PlaceRole Role, int Offset, int Width);
