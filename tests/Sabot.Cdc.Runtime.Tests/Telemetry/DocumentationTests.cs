using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace Sabot.Cdc.Runtime.Tests.Telemetry;

/// <summary>docs/observability.md lists what there is, and nothing else.</summary>
public partial class DocumentationTests
{
    private static readonly string Page =
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "observability.md"));

    [Fact]
    public void Each_log_event_has_an_id_of_its_own_and_its_line()
    {
        var events = typeof(Log).GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .OfType<LoggerMessageAttribute>()
            .OrderBy(message => message.EventId)
            .Select(message => $"{message.EventId} {message.Level}".ToLowerInvariant())
            .ToList();
        Assert.Equal(events.Distinct(), events);
        Assert.Equal(events, EventLine().Matches(Page).Select(line => $"{line.Groups[1].Value} {line.Groups[2].Value}"));
    }

    [Fact]
    public void Each_instrument_has_its_line_with_its_unit()
    {
        List<string> instruments = [];
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == CdcDiagnostics.MeterName)
                instruments.Add($"{instrument.Name} {instrument.Unit}");
        };
        RuntimeHelpers.RunClassConstructor(typeof(ObservedClients).TypeHandle);
        listener.Start();
        Assert.Equal(
            instruments.Order(StringComparer.Ordinal),
            InstrumentLine().Matches(Page).Select(line => $"{line.Groups[1].Value} {line.Groups[2].Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Each_tag_is_named()
    {
        var tags = typeof(Tags).GetFields(BindingFlags.Static | BindingFlags.NonPublic)
            .Concat(typeof(ObservedClients).GetFields(BindingFlags.Static | BindingFlags.NonPublic))
            .Where(field => field is { IsLiteral: true } && field.FieldType == typeof(string))
            .Select(field => (string)field.GetRawConstantValue()!)
            .ToList();
        Assert.Contains("sabot.cdc.position.kind", tags);
        Assert.All(tags, tag => Assert.Contains($"`{tag}`", Page, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^\| (\d+) \| (\w+) \|", RegexOptions.Multiline)]
    private static partial Regex EventLine();

    [GeneratedRegex(@"^\| `([a-z.]+)` \| `([^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex InstrumentLine();
}
