using System.Text.RegularExpressions;

namespace Sabot.Cdc.Generator.Contracts;

/// <summary>The type of a contract's property, which is compared with the type of a generated member by name.</summary>
/// <remarks>
/// By name, because the generated types do not exist yet when the generator runs: a property of type <c>Mood</c> has an
/// unknown type then. What the compiler knows is written in full (<c>global::System.DateTime?</c>). A name that it does
/// not know has a <c>~</c> in front and stands for every type whose full name ends with it. A reference type where
/// nullable annotations are disabled has a <c>~</c> behind it, and may be null or not.
/// </remarks>
/// <param name="Pattern">The type as described above.</param>
/// <param name="Shown">The type as the user wrote it.</param>
internal sealed record DeclaredType(string Pattern, string Shown)
{
    /// <summary>The mark of what can be several types.</summary>
    public const char Open = '~';

    private const string QualifiersInPattern = @"~(?=[\w@])";
    private const string AnyQualifiers = @"([^<>,?\[\]]*[.:])?";

    /// <summary>The type as C#, or null if it has a name that the compiler does not know.</summary>
    public string? Text => Regex.IsMatch(Pattern, QualifiersInPattern) ? null : Pattern.Replace("~", "");

    /// <summary>Whether this is the type, which is written in full.</summary>
    public bool Is(string type)
    {
        // Generated names have an @ wherever it does no harm, the compiler's where they need one.
        var (own, other) = (Pattern.Replace("@", ""), type.Replace("@", ""));
        if (own.IndexOf(Open) < 0)
            return own == other;

        var pattern = Regex.Replace(Regex.Escape(own), QualifiersInPattern, AnyQualifiers).Replace("~", @"\??");
        return Regex.IsMatch(other, "^" + pattern + "$", RegexOptions.CultureInvariant);
    }
}
