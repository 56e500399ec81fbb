using System.Buffers;

namespace Sabot.Cdc;

/// <summary>
/// The bytes of one XLogData message: the only copy that is made of them. Every batch decoded from the payload
/// holds a reference; the last release returns the array to the pool, unless somebody keeps the payload alive.
/// </summary>
// Implementation note: the object itself is recycled too, so a reference that is released twice would end
// somebody else's payload; that is why a release below zero throws.
internal sealed class Payload
{
    /// <summary>
    /// How many bytes the array has behind the payload, at least: as many as the widest value, so that a reader that
    /// knows where a value starts need not ask where it ends.
    /// </summary>
    internal const int Slack = 16;

    private static readonly Recycler<Payload> Spare = new(capacity: 64);

    private int _references;
    private bool _keptAlive;

    private Payload()
    {
    }

    /// <summary>
    /// The bytes; longer than <see cref="Length"/> by at least <see cref="Slack"/>, and the rest belongs to nobody.
    /// </summary>
    internal byte[] Array { get; private set; } = [];

    internal int Length { get; private set; }

    internal Span<byte> Span => Array.AsSpan(0, Length);

    /// <summary>A payload of exactly this length with one reference, that of the caller.</summary>
    internal static Payload Rent(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);

        var payload = Spare.TryTake() ?? new Payload();
        payload.Array = ArrayPool<byte>.Shared.Rent(checked(length + Slack));
        payload.Length = length;
        payload._keptAlive = false;
        Volatile.Write(ref payload._references, 1);
        return payload;
    }

    internal void AddReference()
    {
        if (Interlocked.Increment(ref _references) <= 1)
            throw new InvalidOperationException("A released payload cannot be referenced again.");
    }

    internal void Release()
    {
        var left = Interlocked.Decrement(ref _references);
        if (left < 0)
            throw new InvalidOperationException("A payload was released more often than it was referenced.");
        if (left > 0 || Volatile.Read(ref _keptAlive))
            return;

        var array = Array;
        Array = [];
        Length = 0;
        ArrayPool<byte>.Shared.Return(array);
        Spare.Give(this);
    }

    /// <summary>
    /// Leaves the array to the garbage collector for good: somebody outside (a retained batch, an Arrow RecordBatch)
    /// has the memory now, and nobody can know until when. Call it while holding a reference.
    /// </summary>
    internal void KeepAlive() => Volatile.Write(ref _keptAlive, true);
}
