using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Sabot.Cdc.Runtime.Tests.Delivery;

namespace Sabot.Cdc.Runtime.Tests.Hosting;

/// <summary>What a host does before and without a server.</summary>
public class HostTests
{
    [Fact]
    public async Task Wrong_options_are_an_error_at_the_start_with_everything_that_is_wrong()
    {
        using var host = Build(("ConnectionString", "Database=d"), ("QueueCapacity", "0"));
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Contains(error.Failures, failure => failure.StartsWith("ConnectionString names no server"));
        Assert.Contains(error.Failures, failure => failure.StartsWith("Slot is empty"));
        Assert.Contains(error.Failures, failure => failure.StartsWith("QueueCapacity is 0"));
    }

    [Theory]
    [InlineData("Handlers:public.itms:Parallelism", "2", "Cdc:Handlers:public.itms is for a table without a handler. Did you mean public.items?")]
    [InlineData("Handlers:public.items:Paralelism", "2", "Cdc:Handlers:public.items:Paralelism is not a setting of Sabot.Cdc. Did you mean Parallelism?")]
    [InlineData("Handlers:public.items:Parallelism", "0", "Handler ItemsHandler of public.items: Parallelism is 0; set it to a number from 1 to 128")]
    [InlineData("Health:DegradedBites", "2", "Cdc:Health:DegradedBites is not a setting of Sabot.Cdc. Did you mean DegradedBytes?")]
    [InlineData("Health:UnhealthyLag", "00:00:01", "UnhealthyLag must be at least DegradedLag, and both at least 00:00:00")]
    [InlineData("SlotCheckInterval", "00:00:00", "SlotCheckInterval is 00:00:00; set it to 1 s to 1 day")]
    [InlineData("Acknowledgement", "Manual", "Acknowledgement is Manual, and a change is acknowledged when its handler has returned")]
    [InlineData("ConectionString", "", "Cdc:ConectionString is not a setting of Sabot.Cdc. Did you mean ConnectionString?")]
    public async Task A_wrong_setting_is_an_error_at_the_start(string setting, string value, string expected)
    {
        using var host = Build(("ConnectionString", "Host=127.0.0.1;Port=1;Database=d"), ("Slot", "s"), (setting, value));
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Contains(expected, error.Message);
    }

    [Fact]
    public void Code_has_the_last_word_over_configuration()
    {
        using var host = Build(
            builder => builder.Configure(options => options.Slot = "of_code"),
            ("ConnectionString", "Host=h;Database=d"), ("Slot", "of_configuration"));
        Assert.Equal("of_code", host.Services.GetRequiredService<IOptionsMonitor<CdcOptions>>().Get("").Slot);
    }

    [Fact]
    public void Clients_with_names_are_told_apart_by_them()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSabotCdc("a", options => (options.ConnectionString, options.Slot) = ("Host=h;Database=d", "slot_a"));
        builder.Services.AddSabotCdc("b", options => (options.ConnectionString, options.Slot) = ("Host=h;Database=d", "slot_b"));
        using var host = builder.Build();

        Assert.Equal("slot_a", host.Services.GetRequiredKeyedService<CdcClient>("a").Slot);
        Assert.Equal("slot_b", host.Services.GetRequiredKeyedService<CdcClient>("b").Slot);
        Assert.Null(host.Services.GetService<CdcClient>());
        var error = Assert.Throws<InvalidOperationException>(() => builder.Services.AddSabotCdc("a", _ => { }));
        Assert.Contains("AddSabotCdc was called twice for a", error.Message);
    }

    [Fact]
    public void A_handler_that_a_function_makes_tells_its_table()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var cdc = builder.Services.AddSabotCdc(_ => { });
        cdc.AddHandler(_ => new ItemsHandler());
        var registration = (HandlerRegistration)builder.Services
            .Single(service => service.ServiceType == typeof(HandlerRegistration)).ImplementationInstance!;
        Assert.Same(ItemChange.Table, registration.Table);
    }

    [Fact]
    public async Task A_host_without_handlers_connects_to_nothing_and_stops()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services
            .AddSabotCdc(options => (options.ConnectionString, options.Slot) = ("Host=127.0.0.1;Port=1;Database=d", "s"))
            .ConfigureHosting(options => options.SlotCheckInterval = Timeout.InfiniteTimeSpan);
        using var host = builder.Build();
        await host.StartAsync();
        await host.StopAsync();
        Assert.Equal(0u, host.Services.GetRequiredService<CdcClient>().Statistics.ServerLsn);
    }

    private static IHost Build(params (string Key, string Value)[] settings) => Build(_ => { }, settings);

    private static IHost Build(Action<CdcBuilder> configure, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        foreach (var (key, value) in settings)
            builder.Configuration["Cdc:" + key] = value;
        var cdc = builder.Services.AddSabotCdc(builder.Configuration.GetSection("Cdc"));
        cdc.AddHandler<ItemsHandler, ItemChange>();
        configure(cdc);
        return builder.Build();
    }

    private sealed class ItemsHandler : ICdcHandler<ItemChange>
    {
        public ValueTask HandleAsync(ItemChange change, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
