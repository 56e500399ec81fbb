using System.Text.Json;
using Sabot.Cdc.Tool.Terminal;

namespace Sabot.Cdc.Tool.Check.Reports;

/// <summary>Differences for programs; docs/tool.md describes the document.</summary>
internal static class JsonReport
{
    public static void Write(Utf8JsonWriter json, CheckResult result)
    {
        json.WriteStartObject();
        json.WriteString("result", result.Differences.Count == 0 ? "same" : result.Breaking == 0 ? "compatible" : "breaking");
        json.WriteString("comparedWith", result.ComparedWith);
        json.WriteStartArray("differences");
        foreach (var difference in result.Differences)
            Write(json, result, difference);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, CheckResult result, Difference difference)
    {
        var (path, line, column) = result.PlaceOf(difference);
        json.WriteStartObject();
        json.WriteString("id", difference.Kind.Id());
        json.WriteString("title", difference.Kind.Title());
        json.WriteString("file", path);
        json.WriteNumber("line", line);
        json.WriteNumber("column", column);
        json.WriteString("item", FileLines.Item(difference.Item));
        json.WriteStringOrNull("member", difference.Member);
        json.WriteString("what", difference.What);
        json.WriteStringOrNull("was", difference.Was);
        json.WriteStringOrNull("is", difference.Is);
        json.WriteBoolean("breaking", difference.IsBreaking);
        Write(json, "source", difference.Source);
        Write(json, "decoding", difference.Decoding);
        json.WriteString("deploy", difference.Deployment.Key());
        json.WriteString("advice", difference.Advice);
        json.WriteString("help", difference.Kind.Help());
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, Effect effect)
    {
        json.WriteStartObject(name);
        json.WriteBoolean("breaks", effect.Breaks);
        json.WriteString("text", effect.Text);
        json.WriteEndObject();
    }
}
