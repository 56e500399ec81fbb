using Sabot.Cdc.Schema;
using Sabot.Cdc.Tool.Check;

namespace Sabot.Cdc.Tool.Tests.Check;

/// <summary>Differences of files that are written as their texts.</summary>
internal static class Compared
{
    /// <summary>A table with the lines between its identity and its end; <c>id</c> is its key.</summary>
    public static string Users(string lines, string head = "identity default\nkey id") =>
        $"format 1\ntable public.users\n{head}\n{Lines(lines)}";

    public static string Mood(params string[] labels) => $"format 1\nenum public.mood\n{string.Concat(labels.Select(label => $"label {label}\n"))}";

    public static string Address(string lines) => $"format 1\ncomposite public.address\n{Lines(lines)}";

    /// <summary>The differences, with the files in the state before.</summary>
    public static IReadOnlyList<Difference> Of(string[] before, string[] after, bool filesAreAfter = false) =>
        SchemaComparison.Compare(new ComparedSides(Parse(before), Parse(after), filesAreAfter));

    public static Difference Single(string before, string after, bool filesAreAfter = false) => Assert.Single(Of([before], [after], filesAreAfter));

    public static Difference Single(string[] before, string[] after) => Assert.Single(Of(before, after));

    /// <summary>Id, whether source and decoding break, and what to deploy first.</summary>
    public static string Verdict(Difference difference) =>
        $"{difference.Kind.Id()} {(difference.Source.Breaks ? "source" : "-")} {(difference.Decoding.Breaks ? "decoding" : "-")} {difference.Deployment.Key()}";

    public static SchemaSet Parse(params string[] texts) => new(texts.Select(text =>
    {
        var result = SchemaParser.Parse(text);
        Assert.Empty(result.Errors);
        return result.Item!;
    }));

    private static string Lines(string lines) => string.Concat(lines.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(line => line + "\n"));
}
