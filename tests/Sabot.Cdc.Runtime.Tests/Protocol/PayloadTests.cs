namespace Sabot.Cdc.Runtime.Tests.Protocol;

public class PayloadTests
{
    [Fact]
    public void A_payload_is_exactly_as_long_as_asked()
    {
        var payload = Payload.Rent(1000);
        Assert.Equal(1000, payload.Span.Length);
        Assert.Equal(1000, payload.Length);
        payload.Release();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1024)]
    [InlineData(65_536)]
    public void Behind_a_payload_there_is_room_for_the_widest_value(int length)
    {
        var payload = Payload.Rent(length);
        Assert.True(payload.Array.Length >= length + 16, $"{payload.Array.Length} bytes for {length}");
        payload.Release();
    }

    [Fact]
    public void The_last_release_gives_the_memory_back()
    {
        var payload = Payload.Rent(12_345);
        payload.AddReference();
        payload.Release();
        Assert.Equal(12_345, payload.Length);
        payload.Release();
        Assert.Equal(0, payload.Length);
    }

    [Fact]
    public void A_payload_kept_alive_is_never_rented_again()
    {
        var payload = Payload.Rent(50_000);
        var array = payload.Array;
        payload.Span.Fill(42);
        payload.KeepAlive();
        payload.Release();

        var others = Enumerable.Range(0, 64).Select(_ => Payload.Rent(50_000)).ToList();
        Assert.DoesNotContain(others, other => ReferenceEquals(other.Array, array));
        Assert.Equal(50_000, payload.Span.Count((byte)42));
        others.ForEach(other => other.Release());
    }

    [Fact]
    public void A_release_too_many_is_an_error()
    {
        var payload = Payload.Rent(8);
        payload.KeepAlive();
        payload.Release();
        Assert.Throws<InvalidOperationException>(payload.Release);
    }
}
