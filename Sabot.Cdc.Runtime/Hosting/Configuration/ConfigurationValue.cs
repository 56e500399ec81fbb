using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Sabot.Cdc;

/// <summary>The text of one setting, and what it means; what cannot be read throws a sentence that says so.</summary>
/// <remarks>No sentence repeats the text: it may be a password in the wrong place.</remarks>
internal readonly struct ConfigurationValue(IConfigurationSection section)
{
    // Of settings that are null for "no limit".
    private const string Forever = "forever";

    internal string Text => section.Value ?? "";

    internal string? TextOrNull => string.IsNullOrEmpty(section.Value) ? null : section.Value;

    internal bool Boolean => bool.TryParse(section.Value, out var value) ? value : throw Wrong("true or false");

    internal int Int32 => int.TryParse(section.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value)
        ? value
        : throw Wrong("a whole number, e.g. 16");

    internal long Int64 =>
        long.TryParse(section.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value)
        ? value
        : throw Wrong("a whole number, e.g. 1073741824");

    internal int? Int32OrForever => IsForever
        ? null
        : int.TryParse(section.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Wrong("a whole number, e.g. 5, or \"forever\"");

    internal TimeSpan Time => TimeSpan.TryParse(section.Value, CultureInfo.InvariantCulture, out var value)
        ? value
        : throw Wrong("a time span, e.g. 00:00:10 for ten seconds");

    internal TimeSpan? TimeOrNull => string.IsNullOrEmpty(section.Value) ? null : Time;

    internal T Choice<T>()
        where T : struct, Enum =>
        Enum.TryParse<T>(section.Value, ignoreCase: true, out var value) && Enum.IsDefined(value)
        ? value
        : throw Wrong($"one of {string.Join(", ", Enum.GetNames<T>())}");

    private bool IsForever =>
        string.IsNullOrEmpty(section.Value) || section.Value.Equals(Forever, StringComparison.OrdinalIgnoreCase);

    private FormatException Wrong(string expected) => new($"{section.Path} has to be {expected}");
}
