using System.Collections;
using System.Globalization;

namespace Sabot.Cdc.Integration.Tests.Types;

/// <summary>What generated properties of arrays and composites return, as PostgreSQL prints it.</summary>
internal static class GeneratedText
{
    public static string? Of(object? value) => value switch
    {
        null => null,
        bool boolean => boolean ? "t" : "f",
        string text => text,
        byte[] bytes => PostgresText.Binary(bytes),
        DateOnly date => PostgresText.Date(date.DayNumber - new DateOnly(1970, 1, 1).DayNumber),
        DateTime time => PostgresText.Timestamp((time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond, "+00"),
        CdcInterval interval => NestedText.Interval(interval),
        Mood mood => mood.ToLabel(),
        PairView pair => NestedText.Composite(Of(pair.A), pair.B),
        ShapeView shape => NestedText.Composite(Of(shape.A), shape.B, Of(shape.D)),
        HouseholdView household => NestedText.Composite(Of(household.Home), Of(household.Moods), Of(household.Budget), Of(household.Members)),
        IEnumerable elements => NestedText.Array([.. elements.Cast<object?>().Select(Of)]),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new NotSupportedException(value.GetType().ToString()),
    };
}
