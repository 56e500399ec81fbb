using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sabot.Cdc;

/// <summary>The JSON beside a parked change.</summary>
internal static class ParkedError
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        NewLine = "\n",
        // For people and not for web pages.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    internal static void Write(Stream stream, FailedChange change, string slot, CdcBatch batch, int row)
    {
        using var json = new Utf8JsonWriter(stream, Options);
        json.WriteStartObject();
        json.WriteString("slot", slot);
        json.WriteString("table", change.Table);
        json.WriteString("kind", change.Kind.ToString());
        json.WriteString("position", change.Position.ToString());
        json.WriteNumber("transactionId", batch.TransactionId(row));
        var commitTime = batch.CommitTime(row);
        if (TemporalValue.IsTimestamp(commitTime))
            json.WriteString("commitTime", TemporalValue.ToTimestamp(commitTime, DateTimeKind.Utc));
        json.WriteString("handler", change.Handler);
        json.WriteNumber("attempts", change.Attempts);
        json.WriteString("parkedAt", DateTime.UtcNow);
        json.WriteStartObject("error");
        json.WriteString("type", change.Exception.GetType().FullName);
        json.WriteString("message", change.Exception.Message);
        json.WriteString("text", change.Exception.ToString());
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
