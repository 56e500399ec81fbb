using Apache.Arrow;

namespace Sabot.Cdc.Views.Bench;

/// <summary>The same rows through Apache.Arrow's arrays, whose accessors know nulls in every column.</summary>
internal sealed class ArrowLoops(RecordBatch batch)
{
    private readonly UInt8Array _operations = Column<UInt8Array>(batch, "__op");
    private readonly Int64Array _ids = Column<Int64Array>(batch, "id");
    private readonly StringArray _names = Column<StringArray>(batch, "name");
    private readonly StringArray _emails = Column<StringArray>(batch, "email");
    private readonly Decimal128Array _balances = Column<Decimal128Array>(batch, "balance");
    private readonly BooleanArray _actives = Column<BooleanArray>(batch, "active");
    private readonly Int32Array _logins = Column<Int32Array>(batch, "logins");
    private readonly DoubleArray _ratings = Column<DoubleArray>(batch, "rating");
    private readonly Date32Array _born = Column<Date32Array>(batch, "born");
    private readonly TimestampArray _createdAt = Column<TimestampArray>(batch, "created_at");
    private readonly Apache.Arrow.Arrays.FixedSizeBinaryArray _tokens = Column<Apache.Arrow.Arrays.FixedSizeBinaryArray>(batch, "token");

    /// <summary>All ten columns of every row as values of .NET's types.</summary>
    public long Values()
    {
        long sum = 0;
        for (var row = 0; row < _operations.Length; row++)
        {
            if (!Spans.IsRow(_operations.GetValue(row) ?? 0))
                continue;
            sum += _ids.GetValue(row) ?? 0;
            sum += Taken.Of(_names.GetBytes(row));
            sum += Taken.Of(_emails.GetBytes(row));
            if (_balances.GetValue(row) is { } balance)
                sum += Taken.Of(balance);
            if (_actives.GetValue(row) is { } active)
                sum += Taken.Of(active);
            sum += _logins.GetValue(row) ?? 0;
            if (_ratings.GetValue(row) is { } rating)
                sum += Taken.Of(rating);
            if (_born.GetDateOnly(row) is { } born)
                sum += Taken.Of(born);
            if (_createdAt.GetTimestamp(row) is { } createdAt)
                sum += Taken.Of(createdAt.UtcDateTime);
            if (!_tokens.IsNull(row))
                sum += Taken.Of(new Guid(_tokens.GetBytes(row), bigEndian: true));
        }

        return sum;
    }

    /// <summary>The eight columns of fixed width.</summary>
    public long FixedWidth()
    {
        long sum = 0;
        for (var row = 0; row < _operations.Length; row++)
        {
            if (!Spans.IsRow(_operations.GetValue(row) ?? 0))
                continue;
            sum += _ids.GetValue(row) ?? 0;
            if (_balances.GetValue(row) is { } balance)
                sum += Taken.Of(balance);
            if (_actives.GetValue(row) is { } active)
                sum += Taken.Of(active);
            sum += _logins.GetValue(row) ?? 0;
            if (_ratings.GetValue(row) is { } rating)
                sum += Taken.Of(rating);
            if (_born.GetDateOnly(row) is { } born)
                sum += Taken.Of(born);
            if (_createdAt.GetTimestamp(row) is { } createdAt)
                sum += Taken.Of(createdAt.UtcDateTime);
            if (!_tokens.IsNull(row))
                sum += Taken.Of(new Guid(_tokens.GetBytes(row), bigEndian: true));
        }

        return sum;
    }

    /// <summary>The two columns of text, as UTF-8.</summary>
    public long Texts()
    {
        long sum = 0;
        for (var row = 0; row < _operations.Length; row++)
        {
            if (!Spans.IsRow(_operations.GetValue(row) ?? 0))
                continue;
            sum += Taken.Of(_names.GetBytes(row));
            sum += Taken.Of(_emails.GetBytes(row));
        }

        return sum;
    }

    private static TArray Column<TArray>(RecordBatch batch, string name)
        where TArray : IArrowArray => (TArray)batch.Column(name);
}
