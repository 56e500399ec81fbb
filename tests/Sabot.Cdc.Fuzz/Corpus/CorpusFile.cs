using System.Buffers.Binary;
using System.IO.Compression;

namespace Sabot.Cdc.Fuzz.Corpus;

/// <summary>The payloads of one session on disk: each behind its length, all of them compressed.</summary>
internal static class CorpusFile
{
    internal const string Extension = ".frames.br";

    internal static void Write(string path, IReadOnlyList<byte[]> payloads)
    {
        using var file = File.Create(path);
        using var compressed = new BrotliStream(file, CompressionLevel.SmallestSize);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var payload in payloads)
        {
            BinaryPrimitives.WriteInt32LittleEndian(length, payload.Length);
            compressed.Write(length);
            compressed.Write(payload);
        }
    }

    internal static List<byte[]> Read(string path)
    {
        using var file = File.OpenRead(path);
        using var compressed = new BrotliStream(file, CompressionMode.Decompress);
        List<byte[]> payloads = [];
        Span<byte> length = stackalloc byte[sizeof(int)];
        while (compressed.ReadAtLeast(length, length.Length, throwOnEndOfStream: false) == length.Length)
        {
            var payload = new byte[BinaryPrimitives.ReadInt32LittleEndian(length)];
            compressed.ReadExactly(payload);
            payloads.Add(payload);
        }

        return payloads;
    }
}
