namespace Sabot.Cdc.Naming;

/// <summary>What a column has in its table's row struct.</summary>
internal enum MemberKind
{
    /// <summary><c>Email</c>: the value as its natural C# type.</summary>
    Value,

    /// <summary><c>MoodText</c>: the label of an enum, which may be newer than the code.</summary>
    Text,

    /// <summary><c>EmailUtf8</c>: the bytes of a text, or of the label of an enum.</summary>
    Utf8,

    /// <summary>
    /// <c>CreatedRaw</c>: the value as it was sent, which also holds what the natural type cannot (infinity, NaN); of
    /// an interval, an array or a composite, PostgreSQL's text where the natural type cannot hold it.
    /// </summary>
    Raw,

    /// <summary><c>BalanceScale</c>: what to divide the raw number by; only of a composite's numbers.</summary>
    Scale,

    /// <summary><c>HasEmail</c>: whether the value is there, that is, no unchanged TOAST value.</summary>
    Presence,

    /// <summary><c>IsEmailNull</c>: what a span cannot say.</summary>
    Null,
}
