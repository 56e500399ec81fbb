using System.Collections;

namespace Sabot.Cdc;

/// <summary>The elements of one array, read where they lie in the batch.</summary>
/// <remarks>
/// <para>Valid as long as the row it was read from; after that every read throws <see cref="CdcStaleViewException"/>.
/// What the elements are is up to its reader (<see cref="CdcElements"/>); a null element is null. Enumerating it with
/// <c>foreach</c> allocates nothing but what its elements are.</para>
/// <para>The default value is an array without elements.</para>
/// </remarks>
/// <typeparam name="T">The type of an element, one that has null.</typeparam>
public readonly struct CdcArray<T> : IReadOnlyList<T>
{
    private readonly CdcBatch? _batch;
    private readonly CdcElementReader<T> _reader;
    private readonly int _version;
    private readonly int _place;
    private readonly int _start;
    private readonly int _count;

    internal CdcArray(CdcBatch batch, int version, int place, int start, int count, CdcElementReader<T> reader)
    {
        _batch = batch;
        _version = version;
        _place = place;
        _start = start;
        _count = count;
        _reader = reader;
    }

    /// <summary>The number of elements.</summary>
    public int Count
    {
        get
        {
            _batch?.CheckVersion(_version);
            return _count;
        }
    }

    /// <summary>The element at an index from 0; PostgreSQL counts from 1.</summary>
    /// <exception cref="CdcValueException">The element is something that its type cannot hold.</exception>
    public T this[int index]
    {
        get
        {
            if ((uint)index >= (uint)_count)
                ThrowNoElement(index, _count);
            var batch = _batch!;
            var row = _start + index;
            ref readonly var elements = ref batch.Nested(_place, _version);
            return batch.IsValid(elements, row)
                ? _reader.Read(new CdcValueView(batch, batch.NumberOf(_place), row, _version))
                : default!;
        }
    }

    /// <summary>Enumerates the elements.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>The elements as a new array, good for as long as its elements are.</summary>
    public T[] ToArray()
    {
        if (Count == 0)
            return [];
        var array = new T[_count];
        for (var i = 0; i < array.Length; i++)
            array[i] = this[i];
        return array;
    }

    /// <inheritdoc/>
    IEnumerator<T> IEnumerable<T>.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static void ThrowNoElement(int index, int count) =>
        throw new ArgumentOutOfRangeException(nameof(index), index, $"The array has {count} elements.");

    /// <summary>Enumerates the elements of an array.</summary>
    public struct Enumerator : IEnumerator<T>
    {
        private readonly CdcArray<T> _array;
        private int _index;

        internal Enumerator(CdcArray<T> array)
        {
            _array = array;
            _index = -1;
        }

        /// <summary>The element that the enumerator is at.</summary>
        public readonly T Current => _array[_index];

        /// <summary>Moves to the next element; false at the end.</summary>
        public bool MoveNext() => ++_index < _array.Count;

        readonly object? IEnumerator.Current => Current;

        void IEnumerator.Reset() => _index = -1;

        readonly void IDisposable.Dispose()
        {
        }
    }
}
