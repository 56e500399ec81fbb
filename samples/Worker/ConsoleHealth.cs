using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Worker;

/// <summary>Prints what the health checks say; a web application would map them to an endpoint.</summary>
internal sealed class ConsoleHealth(OrdersHandler orders) : IHealthCheckPublisher
{
    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        foreach (var (name, entry) in report.Entries)
            Console.WriteLine($"health   {name} is {entry.Status}: {entry.Description}");
        Console.WriteLine($"orders   {orders.Orders}, {orders.Total:F2} in all");
        return Task.CompletedTask;
    }
}
