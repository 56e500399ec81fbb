using System.Globalization;
using System.Text;
using Sabot.Cdc;

namespace Aot;

/// <summary>Writes a line for each change of an order, of what it is made of: enums, arrays, composites, own types.</summary>
internal static class OrdersLog
{
    public static async Task FollowAsync(CdcStream<OrdersChange, OrdersBatch> orders, TextWriter output)
    {
        await foreach (var change in orders)
        {
            if (change.Kind == CdcChangeKind.Truncate)
                break;

            await output.WriteLineAsync(Describe(change));
        }
    }

    private static string Describe(OrdersChange change)
    {
        if (change.After is not { } row)
            return $"{change.Kind} order {change.Key.Id}, which was {(change.Before is { } before ? (OrderState)before : default)}";

        var text = new StringBuilder($"{change.Kind} {(OrderState)row}");
        text.Append(CultureInfo.InvariantCulture, $" at {row.PlacedAt:u}, history");
        foreach (var status in row.History)
            text.Append(CultureInfo.InvariantCulture, $" {status}");
        if (row.Tags is { } tags)
            text.Append(CultureInfo.InvariantCulture, $", tags {string.Join(" and ", tags)}");
        if (row.ShipTo is { } address)
            text.Append(CultureInfo.InvariantCulture, $", to {address.Street}, {address.Zip}");
        if (!row.IsNoteNull)
            text.Append(CultureInfo.InvariantCulture, $", note of {row.NoteUtf8.Length} bytes");
        if (change.Before is { } old && old.Status != row.Status)
            text.Append(CultureInfo.InvariantCulture, $", was {old.Status}");
        return text.ToString();
    }
}
