namespace Sabot.Cdc.Runtime.Tests.Delivery;

/// <summary>How long a client waits before it connects again, by a clock and a random number that the test sets.</summary>
public class ReconnectPolicyTests
{
    private static readonly CdcConnectionException Lost = ScriptedSource.Lost();

    private readonly Clock _clock = new();

    [Theory]
    [InlineData(0.0, 100)]
    [InlineData(0.5, 150)]
    [InlineData(1.0, 200)]
    public void Each_wait_is_twice_the_one_before_up_to_the_limit_and_shorter_by_a_random_part(double random, double first)
    {
        var policy = Policy(random);
        policy.Started();
        double[] factors = [1, 2, 4, 8, 10, 10, 10];
        foreach (var factor in factors)
            Assert.Equal(TimeSpan.FromMilliseconds(first * factor), policy.NextDelay(Lost));
        Assert.Equal(factors.Length, policy.Failures);
    }

    [Fact]
    public void However_many_failures_there_were_the_wait_is_the_longest_one()
    {
        var policy = Policy(1);
        policy.Started();
        for (var i = 0; i < 2_000; i++)
            policy.NextDelay(Lost);
        Assert.Equal(TimeSpan.FromSeconds(2), policy.NextDelay(Lost));
    }

    [Theory]
    [InlineData(true, 0, true)]
    [InlineData(false, 2_000, false)]
    [InlineData(false, 2_001, true)]
    public void A_session_that_brought_something_or_lasted_longer_than_the_longest_wait_begins_anew(
        bool received, int milliseconds, bool isGood)
    {
        var policy = Policy(1);
        policy.Started();
        policy.NextDelay(Lost);
        policy.NextDelay(Lost);
        policy.Started();
        _clock.Now += TimeSpan.FromMilliseconds(milliseconds);
        policy.Ended(received);
        Assert.Equal(TimeSpan.FromMilliseconds(isGood ? 200 : 800), policy.NextDelay(Lost));
    }

    [Fact]
    public void The_first_connection_may_fail_for_as_long_as_WaitForServer_and_not_longer()
    {
        var policy = Policy(1, options => options.WaitForServer = TimeSpan.FromSeconds(5));
        Assert.NotNull(policy.NextDelay(Lost));
        _clock.Now += TimeSpan.FromMilliseconds(4_999);
        Assert.NotNull(policy.NextDelay(Lost));
        _clock.Now += TimeSpan.FromMilliseconds(1);
        Assert.Null(policy.NextDelay(Lost));
        Assert.False(policy.IsStarted);
    }

    private ReconnectPolicy Policy(double random, Action<CdcOptions>? configure = null) => new(
        ScriptedSource.Options(options =>
        {
            options.ReconnectDelay = TimeSpan.FromMilliseconds(200);
            options.MaxReconnectDelay = TimeSpan.FromSeconds(2);
            configure?.Invoke(options);
        }),
        _clock,
        new Same(random));

    private sealed class Clock : TimeProvider
    {
        internal TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }

    private sealed class Same(double value) : Random
    {
        public override double NextDouble() => value;
    }
}
