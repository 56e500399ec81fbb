using Sabot.Cdc.Fuzz.Reading;

namespace Sabot.Cdc.Fuzz.Run;

/// <summary>
/// Gives a payload to the runtime twice, with different bytes behind it in the same array, and compares everything that
/// was read: what depends on the surroundings was read outside of the payload.
/// </summary>
/// <remarks>One for each thread, with a folder of its own for transactions in progress.</remarks>
internal sealed class Oracle(IReadOnlyDictionary<string, CdcTable> compiled) : IDisposable
{
    private readonly Digest _digest = new();
    private readonly CdcTable[] _tables = [.. compiled.Values];
    private readonly string _folder = Directory.CreateTempSubdirectory("sabot-cdc-fuzz-").FullName;

    internal Allowance Allowance { get; } = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <exception cref="HostileInputException">The runtime did what it must not.</exception>
    internal CaseResult Check(byte[] bytes)
    {
        var first = Read(bytes, 0x00);
        var second = Read(bytes, 0xB7);
        if (first != second)
        {
            throw new HostileInputException(
                $"What is behind the payload was read: {first} with zeros, {second} with other bytes there.");
        }

        return first;
    }

    private CaseResult Read(byte[] bytes, byte surroundings)
    {
        var payload = Payload.Rent(bytes.Length);
        bytes.CopyTo(payload.Span);
        payload.Array.AsSpan(bytes.Length).Fill(surroundings);
        _digest.Clear();
        ValueReading.ReadInto(_digest);
        var reading = new PayloadReading(_digest, Allowance, compiled);
        var before = Allowance.Now;
        var committed = new PayloadReading(_digest, Allowance, compiled);
        RestoredReading? restored = null;
        try
        {
            reading.Read(payload);
            if (reading.Batches == 0)
                Allowance.Check(before, bytes.Length, "Refusing a payload");
            restored = new RestoredReading(committed, _digest, Allowance, _folder, surroundings);
            restored.Read(payload);
            if (restored.IsOfStream)
                new RoutedReading(committed, _digest, Allowance, _folder, _tables).Read(payload);
        }
        catch (Exception e) when (e is not HostileInputException)
        {
            throw new HostileInputException($"{e.GetType()}: {e.Message}", e);
        }

        if (payload.Array.AsSpan(bytes.Length).ContainsAnyExcept(surroundings) || !payload.Span.SequenceEqual(bytes))
            throw new HostileInputException("Reading wrote into the payload or behind it.");
        payload.Release();
        return new CaseResult(
            _digest.Value, _digest.Reads, reading.Schemas, reading.Batches, committed.Batches, reading.Refusal,
            committed.Refusal ?? restored?.Refusal);
    }
}
