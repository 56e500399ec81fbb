namespace Sabot.Cdc;

/// <summary>
/// Keeps a few finished objects for reuse, without locks and without allocating. A full or empty recycler is no
/// error: the caller makes a new object, the garbage collector takes the surplus one.
/// </summary>
internal sealed class Recycler<T>(int capacity)
    where T : class
{
    private readonly T?[] _slots = new T?[capacity];

    internal T? TryTake()
    {
        var slots = _slots;
        for (var i = 0; i < slots.Length; i++)
        {
            if (Volatile.Read(ref slots[i]) is not null && Interlocked.Exchange(ref slots[i], null) is { } item)
                return item;
        }

        return null;
    }

    internal void Give(T item)
    {
        var slots = _slots;
        for (var i = 0; i < slots.Length; i++)
        {
            if (Volatile.Read(ref slots[i]) is null && Interlocked.CompareExchange(ref slots[i], item, null) is null)
                return;
        }
    }
}
