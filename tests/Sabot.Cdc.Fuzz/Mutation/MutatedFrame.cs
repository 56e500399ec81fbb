using Sabot.Cdc.Fuzz.Corpus;

namespace Sabot.Cdc.Fuzz.Mutation;

/// <summary>
/// A copy of a frame that mutations change; the places of the original are good until its length changes.
/// </summary>
internal sealed class MutatedFrame(CorpusFrame original)
{
    internal CorpusFrame Original { get; } = original;

    internal byte[] Bytes { get; set; } = [.. original.Bytes];

    /// <summary>False once the bytes have been moved.</summary>
    internal bool HasPlaces => Bytes.Length == Original.Bytes.Length;

    internal MutatedFrame Copy() => new(Original) { Bytes = [.. Bytes] };
}
