using System;
using System.Collections;
using System.Collections.Generic;

namespace Sabot.Cdc.Generator.Model;

/// <summary>An immutable list that is equal to another one with equal elements.</summary>
/// <remarks>
/// The incremental pipeline compares the models of two runs to know what it need not do again. A plain array is equal
/// only to itself, so one array in a model would make every run do everything.
/// </remarks>
internal readonly struct EquatableArray<T> : IEquatable<EquatableArray<T>>, IReadOnlyList<T>
    where T : IEquatable<T>
{
    private readonly T[]? _items;

    public EquatableArray(IEnumerable<T> items) => _items = [.. items];

    public int Count => _items?.Length ?? 0;

    public T this[int index] => (_items ?? throw new ArgumentOutOfRangeException(nameof(index)))[index];

    /// <summary>The index of an item of a sorted list; negative if it is not there.</summary>
    public int BinarySearch(T item, IComparer<T> order) => Array.BinarySearch(_items ?? [], item, order);

    public bool Equals(EquatableArray<T> other)
    {
        if (ReferenceEquals(_items, other._items))
            return true;
        if (Count != other.Count)
            return false;

        for (var i = 0; i < Count; i++)
        {
            if (!EqualityComparer<T>.Default.Equals(this[i], other[i]))
                return false;
        }

        return true;
    }

    public override bool Equals(object? obj) => obj is EquatableArray<T> other && Equals(other);

    public override int GetHashCode()
    {
        var hash = Count;
        foreach (var item in this)
            hash = unchecked((hash * 31) + EqualityComparer<T>.Default.GetHashCode(item));

        return hash;
    }

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)(_items ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
