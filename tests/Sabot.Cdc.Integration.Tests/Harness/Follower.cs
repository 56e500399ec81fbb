namespace Sabot.Cdc.Integration.Tests.Harness;

/// <summary>Enumerates a stream in the background and keeps what a test wants of each change, in order.</summary>
/// <remarks>
/// Disposing does not end the enumeration: stop or dispose the client for that, or cancel the token.
/// </remarks>
internal sealed class Follower<T>
{
    private readonly Lock _gate = new();
    private readonly List<T> _items = [];

    private Follower()
    {
    }

    /// <summary>Ends as the enumeration ends.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>A copy of what has been kept so far.</summary>
    public List<T> Items
    {
        get
        {
            lock (_gate)
                return [.. _items];
        }
    }

    public int Count
    {
        get
        {
            lock (_gate)
                return _items.Count;
        }
    }

    public static Follower<T> Start<TSource>(IAsyncEnumerable<TSource> stream, Func<TSource, T> keep, CancellationToken cancellationToken = default)
    {
        var follower = new Follower<T>();
        follower.Completion = Task.Run(() => follower.RunAsync(stream, keep, cancellationToken), CancellationToken.None);
        return follower;
    }

    /// <summary>Waits for this many changes; fails with the enumeration if that fails before.</summary>
    public async Task<List<T>> WaitForAsync(int count, TimeSpan? limit = null)
    {
        await Wait.UntilAsync(
            () => Task.FromResult(Count >= count || Completion.IsCompleted),
            () => $"{count} changes of {typeof(T).Name} arrive; {Count} have",
            limit);
        if (Count < count)
        {
            await Completion;
            throw new InvalidOperationException($"The stream ended after {Count} of {count} changes.");
        }

        return Items;
    }

    private async Task RunAsync<TSource>(IAsyncEnumerable<TSource> stream, Func<TSource, T> keep, CancellationToken cancellationToken)
    {
        await foreach (var change in stream.WithCancellation(cancellationToken))
        {
            var item = keep(change);
            lock (_gate)
                _items.Add(item);
        }
    }
}

/// <summary>Starts followers.</summary>
internal static class Follower
{
    public static Follower<T> Start<TSource, T>(IAsyncEnumerable<TSource> stream, Func<TSource, T> keep, CancellationToken cancellationToken = default) =>
        Follower<T>.Start(stream, keep, cancellationToken);
}
