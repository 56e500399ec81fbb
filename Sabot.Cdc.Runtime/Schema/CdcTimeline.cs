using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Sabot.Cdc;

/// <summary>
/// The history that positions belong to: a cluster, and how often a standby was promoted to be its primary. A promoted
/// standby that lacks what a consumer has received gives other changes the same positions, so whoever stores a
/// <see cref="CdcPosition"/> stores this with it (<see cref="CdcOptions.StartTimeline"/>).
/// </summary>
/// <remarks>The text form has both numbers in decimal, with a slash between them: <c>7340593218773214923/1</c>.</remarks>
/// <param name="SystemIdentifier">
/// What the cluster's servers have in common (<c>system_identifier</c> of <c>pg_control_system()</c>).
/// </param>
/// <param name="Id">The timeline: 1 from the start, greater by one or more with each promotion.</param>
public readonly record struct CdcTimeline(ulong SystemIdentifier, uint Id) : IParsable<CdcTimeline>
{
    /// <summary>The text form, for example <c>7340593218773214923/1</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{SystemIdentifier}/{Id}");

    /// <summary>Reads the text form <c>7340593218773214923/1</c>.</summary>
    /// <exception cref="FormatException">The text is not a timeline.</exception>
    public static CdcTimeline Parse(string s, IFormatProvider? provider = null)
    {
        ArgumentNullException.ThrowIfNull(s);
        return TryParse(s, provider, out var timeline)
            ? timeline
            : throw new FormatException(
                $"\"{s}\" is not a timeline; write it as system identifier/timeline, for example 7340593218773214923/1.");
    }

    /// <summary>Reads the text form <c>7340593218773214923/1</c>; false when it is not one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out CdcTimeline result)
    {
        result = default;
        if (s is null
            || s.IndexOf('/', StringComparison.Ordinal) is var slash && slash < 0
            || !ulong.TryParse(s.AsSpan(0, slash), NumberStyles.None, CultureInfo.InvariantCulture, out var system)
            || !uint.TryParse(s.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            return false;
        result = new CdcTimeline(system, id);
        return true;
    }
}
