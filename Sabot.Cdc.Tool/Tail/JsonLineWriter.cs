using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sabot.Cdc.Tool.Tail;

/// <summary>A change as one line of JSON; docs/tool.md describes it.</summary>
internal sealed class JsonLineWriter : IChangeWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _buffer = new();

    public void Write(StringBuilder text, CdcChangeView change)
    {
        _buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_buffer, Options))
            Write(json, change);
        text.Append(Encoding.UTF8.GetString(_buffer.WrittenSpan)).Append('\n');
    }

    private static void Write(Utf8JsonWriter json, CdcChangeView change)
    {
        var table = change.Batch.Table;
        json.WriteStartObject();
        json.WriteString("op", NameOf(change.Kind));
        json.WriteString("schema", table.Schema);
        json.WriteString("table", table.Name);
        json.WriteNumber("xid", change.TransactionId);
        json.WriteString("lsn", CdcPosition.FormatLsn(change.Position.Lsn));
        json.WriteNumber("seq", change.Position.Sequence);
        json.WriteString("ts", IsoText.Timestamp(CommitTimeOf(change), "Z"));
        WriteRow(json, "before", table, change.HasOldImage ? change.OldImage : null);
        WriteRow(json, "after", table, change.HasAfter ? change.Row : null);
        if (change.HasAfter)
            WriteUnchanged(json, change.Row, table);
        json.WriteEndObject();
    }

    public static string NameOf(CdcChangeKind kind) => kind switch
    {
        CdcChangeKind.Insert => "insert",
        CdcChangeKind.Update => "update",
        CdcChangeKind.Delete => "delete",
        _ => "truncate",
    };

    /// <summary>Microseconds since 1970, exactly.</summary>
    public static long CommitTimeOf(CdcChangeView change) =>
        (change.CommitTime - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    // Of an old image there is what was logged; a table without an identity logs nothing.
    private static void WriteRow(Utf8JsonWriter json, string name, CdcTable table, CdcRowView? image)
    {
        json.WritePropertyName(name);
        if (image is not { } row)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        var columns = table.Columns;
        for (var column = 0; column < columns.Length; column++)
        {
            if (!row.IsPresent(column))
                continue;
            json.WritePropertyName(columns[column].Name);
            JsonValue.Write(json, row, column);
        }

        json.WriteEndObject();
    }

    private static void WriteUnchanged(Utf8JsonWriter json, CdcRowView row, CdcTable table)
    {
        var isBegun = false;
        for (var column = 0; column < table.Columns.Length; column++)
        {
            if (row.IsPresent(column))
                continue;
            if (!isBegun)
                json.WriteStartArray("unchanged");
            isBegun = true;
            json.WriteStringValue(table.Columns[column].Name);
        }

        if (isBegun)
            json.WriteEndArray();
    }
}
