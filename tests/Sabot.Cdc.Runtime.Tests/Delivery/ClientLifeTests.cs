using Microsoft.Extensions.Options;

namespace Sabot.Cdc.Runtime.Tests.Delivery;

/// <summary>What a client does without a server: nothing listens on the port of its connection string.</summary>
public class ClientLifeTests
{
    private const string Password = "s3cret-word";

    private static readonly CdcOptions Unreachable = new()
    {
        ConnectionString = $"Host=127.0.0.1;Port=1;Database=shop;Username=cdc;Password={Password}",
        Slot = "tests",
    };

    [Fact]
    public void Wrong_options_are_refused_by_the_constructor()
    {
        var error = Assert.Throws<OptionsValidationException>(() => new CdcClient(new CdcOptions()));
        Assert.Contains("ConnectionString is empty", error.Message);
        Assert.Contains("Slot is empty", error.Message);
    }

    [Fact]
    public async Task Options_changed_afterwards_have_no_effect()
    {
        var options = new CdcOptions { ConnectionString = Unreachable.ConnectionString, Slot = "tests" };
        await using var client = new CdcClient(options);
        options.ConnectionString = "Host=elsewhere.invalid;Database=shop";
        var error = await Assert.ThrowsAsync<CdcConnectionException>(() => FirstAsync(Items(client)));
        Assert.Contains("127.0.0.1:1", error.Message);
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_fails_every_stream_in_one_clear_sentence()
    {
        await using var client = new CdcClient(Unreachable);
        var items = Items(client);
        var parts = client.Subscribe<PartChange, PartBatch>();

        var error = await Assert.ThrowsAsync<CdcConnectionException>(() => FirstAsync(items));
        Assert.StartsWith("Could not connect to 127.0.0.1:1: ", error.Message);
        Assert.DoesNotContain(Password, error.ToString());
        Assert.Same(error, await Assert.ThrowsAsync<CdcConnectionException>(() => FirstAsync(items)));
        Assert.Same(error, await Assert.ThrowsAsync<CdcConnectionException>(() => FirstAsync(parts)));
    }

    [Fact]
    public async Task A_stream_asked_for_after_the_start_is_refused()
    {
        await using var client = new CdcClient(Unreachable);
        await Assert.ThrowsAsync<CdcConnectionException>(() => FirstAsync(Items(client)));
        var error = Assert.Throws<InvalidOperationException>(() => client.Subscribe<PartChange, PartBatch>());
        Assert.Contains("public.parts was asked for after the session had started", error.Message);
    }

    [Fact]
    public async Task Streams_of_a_client_that_was_stopped_before_the_start_are_empty()
    {
        await using var client = new CdcClient(Unreachable);
        var items = Items(client);
        await client.StopAsync();
        await client.StopAsync();
        Assert.False(await FirstAsync(items));
    }

    [Fact]
    public async Task Streams_of_a_disposed_client_say_so()
    {
        var client = new CdcClient(Unreachable);
        var items = Items(client);
        await client.DisposeAsync();
        await client.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => FirstAsync(items));
        Assert.Throws<ObjectDisposedException>(() => client.Subscribe<PartChange, PartBatch>());
    }

    [Fact]
    public async Task Stopping_a_client_that_has_failed_is_no_second_failure()
    {
        await using var client = new CdcClient(Unreachable);
        var items = Items(client);
        await Assert.ThrowsAsync<CdcConnectionException>(() => FirstAsync(items));
        await client.StopAsync();
        await Assert.ThrowsAsync<CdcConnectionException>(() => FirstAsync(items));
    }

    private static CdcStream<ItemChange, ItemBatch> Items(CdcClient client) => client.Subscribe<ItemChange, ItemBatch>();

    private static async Task<bool> FirstAsync<T>(IAsyncEnumerable<T> stream)
    {
        await using var enumerator = stream.GetAsyncEnumerator();
        return await enumerator.MoveNextAsync();
    }
}
