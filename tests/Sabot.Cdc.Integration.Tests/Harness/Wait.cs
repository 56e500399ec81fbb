using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Sabot.Cdc.Integration.Tests.Harness;

/// <summary>Waits of tests: each has a limit and says what it waited for.</summary>
internal static class Wait
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until <paramref name="condition"/> holds, which says by itself what is waited for.</summary>
    public static Task UntilAsync(
        Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "", TimeSpan? limit = null) =>
        UntilAsync(() => Task.FromResult(condition()), () => what, limit);

    public static Task UntilAsync(Func<Task<bool>> condition, string what, TimeSpan? limit = null) =>
        UntilAsync(condition, () => what, limit);

    /// <summary>Waits until <paramref name="condition"/> holds; <paramref name="what"/> is asked when it did not.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, Func<string> what, TimeSpan? limit = null)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(began) > (limit ?? Limit))
                throw new TimeoutException($"Waited {limit ?? Limit} in vain: {what()}");
            await Task.Delay(Poll);
        }
    }

    /// <summary>Waits for a task.</summary>
    public static async Task ForAsync(Task task, string what, TimeSpan? limit = null)
    {
        if (await Task.WhenAny(task, Task.Delay(limit ?? Limit)) != task)
            throw new TimeoutException($"Waited {limit ?? Limit} in vain: {what}");
        await task;
    }

    /// <summary>Waits for a task's result.</summary>
    public static async Task<T> ForAsync<T>(Task<T> task, string what, TimeSpan? limit = null)
    {
        await ForAsync((Task)task, what, limit);
        return await task;
    }
}
