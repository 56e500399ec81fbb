namespace Sabot.Cdc.Generator.Emit;

/// <summary>
/// Writes a member that a table cannot have: using it fails to compile with what would make it exist.
/// </summary>
internal static class AbsentMember
{
    /// <param name="source">Where to write.</param>
    /// <param name="declaration">The member's type and name.</param>
    /// <param name="reason">Why it cannot be there.</param>
    /// <param name="statement">The SQL that makes it exist.</param>
    public static void Emit(SourceWriter source, string declaration, string reason, string statement) =>
        Emit(source, declaration, $"{reason}: run {statement} and then 'dotnet sabot-cdc scaffold'.");

    /// <param name="source">Where to write.</param>
    /// <param name="declaration">The member's type and name.</param>
    /// <param name="sentence">Why it cannot be there, and what to do.</param>
    public static void Emit(SourceWriter source, string declaration, string sentence)
    {
        var message = Text.Literal(sentence);
        source.Summary("Not there: " + Text.Xml(sentence));
        source.Line($"[global::System.Obsolete({message}, error: true)]");
        source.Line($"public {declaration} => throw new global::System.NotSupportedException({message});");
    }
}
