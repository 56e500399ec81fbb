// A worker service that keeps sums of a table of orders: a handler, its options in appsettings.json, parked changes,
// health and metrics.
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Sabot.Cdc;
using Worker;

var builder = Host.CreateApplicationBuilder(args);
builder.Services
    .AddSabotCdc(builder.Configuration.GetSection("Cdc"))
    .AddHandler<OrdersHandler, OrdersChange>();

builder.Services.AddHealthChecks().AddSabotCdc();
builder.Services.AddSingleton<IHealthCheckPublisher, ConsoleHealth>();
builder.Services.Configure<HealthCheckPublisherOptions>(options =>
    (options.Delay, options.Period) = (TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5)));
builder.Services.AddHostedService<ConsoleMetrics>();

// Running the host disposes it at its end, and its services with it.
var host = builder.Build();
var orders = host.Services.GetRequiredService<OrdersHandler>();
await host.RunAsync();
Console.WriteLine($"worker: {orders.Orders} orders, {orders.Total:F2} in all");
