using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sabot.Cdc.Schema;
using Sabot.Cdc.Tool.Terminal;

namespace Sabot.Cdc.Tool.Tail;

/// <summary>A change as a line for people, below a line for its transaction. Values are written as in JSON.</summary>
/// <param name="palette">Colours.</param>
/// <param name="longestValue">Characters of a value that are shown; null for all.</param>
internal sealed class TerminalWriter(Palette palette, int? longestValue) : IChangeWriter
{
    // Values are the database's users': a terminal must not take any part of them as commands, and JSON's escapes see to it.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _buffer = new();
    private ulong _transaction;

    public void Write(StringBuilder text, CdcChangeView change)
    {
        if (_transaction != change.Position.Lsn)
        {
            _transaction = change.Position.Lsn;
            var time = change.CommitTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
            text.Append(palette.Dim($"-- transaction {change.TransactionId}, {time} UTC, {CdcPosition.FormatLsn(_transaction)}")).Append('\n');
        }

        var table = change.Batch.Table;
        text.Append(Operation(change.Kind)).Append(' ').Append(palette.Bold(SchemaIdentifier.Qualify(table.Schema, table.Name)));
        switch (change.Kind)
        {
            case CdcChangeKind.Truncate:
                break;
            case CdcChangeKind.Update when change.HasOldImage:
                AppendUpdate(text, table, change.OldImage, change.Row);
                break;
            default:
                AppendRow(text, table, change.Row, isOldImage: change.Kind == CdcChangeKind.Delete);
                break;
        }

        text.Append('\n');
    }

    private string Operation(CdcChangeKind kind) => kind switch
    {
        CdcChangeKind.Insert => palette.Green("INSERT  "),
        CdcChangeKind.Update => palette.Yellow("UPDATE  "),
        CdcChangeKind.Delete => palette.Red("DELETE  "),
        _ => palette.Red("TRUNCATE"),
    };

    // Of an old image what was not logged is left out; of a new row it is there, and unchanged.
    private void AppendRow(StringBuilder text, CdcTable table, CdcRowView row, bool isOldImage)
    {
        for (var column = 0; column < table.Columns.Length; column++)
        {
            if (row.IsPresent(column))
                AppendName(text, table, column).Append(Show(Value(row, column)));
            else if (!isOldImage)
                AppendName(text, table, column).Append(palette.Dim("(unchanged)"));
        }
    }

    private void AppendUpdate(StringBuilder text, CdcTable table, CdcRowView before, CdcRowView after)
    {
        for (var column = 0; column < table.Columns.Length; column++)
        {
            AppendName(text, table, column);
            if (!after.IsPresent(column))
            {
                text.Append(palette.Dim("(unchanged)"));
                continue;
            }

            var now = Value(after, column);
            if (before.IsPresent(column) && Value(before, column) is var old && old != now)
                text.Append(palette.Dim(Show(old))).Append(" -> ").Append(palette.Bold(Show(now)));
            else
                text.Append(Show(now));
        }
    }

    private StringBuilder AppendName(StringBuilder text, CdcTable table, int column) =>
        text.Append("  ").Append(palette.Cyan(SchemaIdentifier.Quote(table.Columns[column].Name))).Append('=');

    private string Value(CdcRowView row, int column)
    {
        _buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_buffer, Options))
            JsonValue.Write(json, row, column);
        return Encoding.UTF8.GetString(_buffer.WrittenSpan);
    }

    private string Show(string value)
    {
        if (longestValue is not { } limit || value.Length <= limit)
            return value;
        // Not between the halves of a surrogate pair.
        var end = char.IsHighSurrogate(value[limit - 1]) ? limit - 1 : limit;
        return $"{value[..end]}… ({Amounts.Count(value.Length, "character")})";
    }
}
