using System.Buffers.Text;
using System.Text.Json;
using Sabot.Cdc.Client.Bench.Measuring;

namespace Sabot.Cdc.Client.Bench.Rivals;

/// <summary>
/// Finds the values of inserted rows in wal2json's output as the bytes come, and parses each as its type. Knows both
/// formats: an array <c>columnvalues</c> a row, or an object with a <c>value</c> for each column.
/// </summary>
internal sealed class JsonRows(ColumnKind[] columns, Checksum checksum)
{
    private JsonReaderState _state;
    private bool _inValues;
    private bool _isValue;
    private int _column;

    /// <summary>A new document begins.</summary>
    internal void Begin()
    {
        _state = default;
        _inValues = false;
        _isValue = false;
        _column = 0;
    }

    /// <summary>Reads what is whole; returns how many bytes that was.</summary>
    internal int Read(ReadOnlySpan<byte> bytes, bool isLast)
    {
        var reader = new Utf8JsonReader(bytes, isLast, _state);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    _isValue = reader.ValueTextEquals("value"u8);
                    if (reader.ValueTextEquals("columnvalues"u8))
                        (_inValues, _column) = (true, 0);
                    break;
                case JsonTokenType.StartArray or JsonTokenType.StartObject:
                    _isValue = false;
                    break;
                case JsonTokenType.EndArray:
                    _inValues = false;
                    break;
                case JsonTokenType.EndObject:
                    break;
                default:
                    if (_inValues || _isValue)
                        ReadValue(ref reader);
                    _isValue = false;
                    break;
            }
        }

        _state = reader.CurrentState;
        return (int)reader.BytesConsumed;
    }

    private void ReadValue(ref Utf8JsonReader reader)
    {
        var kind = columns[_column];
        if (++_column == columns.Length)
        {
            checksum.AddRow();
            _column = 0;
        }

        if (reader.TokenType == JsonTokenType.Null)
        {
            checksum.AddNull();
            return;
        }

        switch (kind)
        {
            case ColumnKind.Int32: checksum.Add(reader.GetInt32()); break;
            case ColumnKind.Int64: checksum.Add(reader.GetInt64()); break;
            case ColumnKind.Text:
                checksum.AddText(reader.ValueIsEscaped ? reader.GetString()!.Length : reader.ValueSpan.Length);
                break;
            case ColumnKind.Decimal: checksum.Add(reader.GetDecimal()); break;
            case ColumnKind.Boolean: checksum.Add(reader.GetBoolean()); break;
            case ColumnKind.Double: checksum.Add(reader.GetDouble()); break;
            case ColumnKind.Date: checksum.Add(PostgresTime.Date(reader.ValueSpan)); break;
            case ColumnKind.TimestampTz: checksum.Add(PostgresTime.Timestamp(reader.ValueSpan)); break;
            case ColumnKind.Uuid: checksum.Add(reader.GetGuid()); break;
        }
    }
}
