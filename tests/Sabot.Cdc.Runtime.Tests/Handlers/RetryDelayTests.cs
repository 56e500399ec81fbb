using System.Globalization;
using Sabot.Cdc.Runtime.Tests.Delivery;

namespace Sabot.Cdc.Runtime.Tests.Handlers;

/// <summary>How long a handler's change waits to be tried again, by what the log says.</summary>
public class RetryDelayTests
{
    [Fact]
    public async Task Each_wait_is_twice_the_one_before_up_to_the_limit_and_shorter_by_a_random_part()
    {
        const int Changes = 10;
        var log = new ListLogger();
        Dictionary<long, (int Calls, DateTime Last)> calls = [];
        var shortest = TimeSpan.MaxValue;
        using var items = new HandledItems(
            (change, _) =>
            {
                var (count, last) = calls.GetValueOrDefault(change.Id);
                if (count > 0 && DateTime.UtcNow - last is var waited && waited < shortest)
                    shortest = waited;
                calls[change.Id] = (count + 1, DateTime.UtcNow);
                return count < 5 ? throw new IOException() : ValueTask.CompletedTask;
            },
            options => (options.RetryAttempts, options.RetryDelay, options.MaxRetryDelay) =
                (null, TimeSpan.FromMilliseconds(4), TimeSpan.FromMilliseconds(16)),
            logger: log);
        await items.SendAsync(new string('I', Changes), [.. Enumerable.Range(0, Changes).Select(id => (long)id)]);

        await items.RunToEndAsync();

        double[] longest = [4, 8, 16, 16, 16];
        var delays = log.Lines
            .Select(line => line.Split("trying again in ")[1])
            .Select(delay => TimeSpan.Parse(delay, CultureInfo.InvariantCulture).TotalMilliseconds)
            .ToArray();
        Assert.Equal(Changes * longest.Length, delays.Length);
        for (var i = 0; i < delays.Length; i++)
            Assert.InRange(delays[i], longest[i % longest.Length] / 2, longest[i % longest.Length]);
        Assert.True(delays.Distinct().Count() > longest.Length);
        Assert.True(shortest >= TimeSpan.FromMilliseconds(1), $"A change was tried again after {shortest}.");
    }
}
