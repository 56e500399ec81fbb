using System.Globalization;
using System.Text;
using Sabot.Cdc.Integration.Tests.Harness;
using Sabot.Cdc.Integration.Tests.Servers;

namespace Sabot.Cdc.Integration.Tests.Types;

/// <summary>The properties of NOT NULL columns, which have no question mark.</summary>
[Collection(ServerCollection.Name)]
public sealed class RequiredViewTests(ServerFixture fixture)
{
    [Fact]
    public async Task ANotNullColumnOfEveryTypeIsReadAsItsCSharpType()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "types_required");
        await database.CreateSlotAsync();
        await database.ExecuteAsync(
            """
            INSERT INTO required VALUES (
                1, true, -7, 1234567890123, 1.5, -2.25, 1234567890.12, 'grün', '\x00ff', '2024-02-29', '23:59:59.123456',
                '1999-12-31 23:59:59.999999', '2024-07-01 12:00:00+02', '00112233-4455-6677-8899-aabbccddeeff')
            """);
        await using var client = database.Client();

        var texts = await Follower.Start(client.Required(), change => Text(change.After!.Value)).WaitForAsync(1);

        Assert.Equal(
            "1 True -7 1234567890123 1.5 -2.25 1234567890.12 grün grün 00ff 2024-02-29 23:59:59.123456 "
                + "1999-12-31 23:59:59.999999 Unspecified 2024-07-01 10:00:00 Utc 00112233-4455-6677-8899-aabbccddeeff",
            Assert.Single(texts));
    }

    [Fact]
    public async Task TheColumnsOfABatchAreTheSameValues()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "types_columns");
        await database.CreateSlotAsync();
        await database.ExecuteAsync(
            """
            INSERT INTO required
            SELECT n, n % 2 = 0, n, n, n, n, n, 'text ' || n, decode(lpad(to_hex(n), 4, '0'), 'hex'), '2024-01-01'::date + n, '00:00'::time + n * interval '1 s',
                   '2024-01-01'::timestamp + n * interval '1 day', '2024-01-01 00:00+00'::timestamptz + n * interval '1 day', lpad(n::text, 32, '0')::uuid
            FROM generate_series(1, 100) n
            """);
        await using var client = database.Client();

        var rows = await Follower.Start(client.Required().Batches, CountChecked).WaitForAsync(1);

        Assert.Equal(100, rows.Sum());
    }

    [Fact]
    public async Task TextOfAnotherServerEncodingArrivesAsUtf8()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "types_latin1", "LATIN1");
        await database.CreateSlotAsync();
        await database.ExecuteAsync("INSERT INTO types (id, text, varchar_10, name, json, mood) VALUES (1, 'Köln ÿ', 'Äpfel', 'naïve', '{\"ü\": \"é\"}', 'über glücklich')");
        await using var client = database.Client();

        var texts = await Follower.Start(client.Types(), change => change.After is { } row
            ? $"{row.Text}|{Encoding.UTF8.GetString(row.TextUtf8)}|{row.Varchar10}|{row.Name}|{row.Json}|{row.MoodText}"
            : null).WaitForAsync(1);

        Assert.Equal("Köln ÿ|Köln ÿ|Äpfel|naïve|{\"ü\": \"é\"}|über glücklich", Assert.Single(texts));
    }

    private static string Text(RequiredRow row) => string.Create(CultureInfo.InvariantCulture,
        $"{row.Id} {row.Boolean} {row.Int2} {row.Int8} {row.Float4} {row.Float8} {row.Numeric} {row.Text} {Encoding.UTF8.GetString(row.TextUtf8)} {Convert.ToHexStringLower(row.Bytea)} {row.Date:yyyy-MM-dd} {row.Time:HH:mm:ss.FFFFFF} {row.Timestamp:yyyy-MM-dd HH:mm:ss.FFFFFF} {row.Timestamp.Kind} {row.Timestamptz:yyyy-MM-dd HH:mm:ss.FFFFFF} {row.Timestamptz.Kind} {row.Uuid}");

    /// <summary>Holds each column against the number that all of the row's values were made from.</summary>
    private static int CountChecked(RequiredBatch batch)
    {
        const int FirstDay = 19_723;
        for (var i = 0; i < batch.Count; i++)
        {
            var n = batch.IdColumn[i];
            Assert.Equal(n % 2 == 0, batch.BooleanColumn[i]);
            Assert.Equal(((short)n, (long)n, (float)n, (double)n), (batch.Int2Column[i], batch.Int8Column[i], batch.Float4Column[i], batch.Float8Column[i]));
            Assert.Equal(((Int128)n * 100, 2), (batch.NumericColumn[i], batch.NumericScale));
            Assert.Equal($"text {n}", Encoding.UTF8.GetString(batch.TextColumn[i]));
            Assert.Equal([(byte)(n >> 8), (byte)n], batch.ByteaColumn[i].ToArray());
            Assert.Equal((FirstDay + n, n * 1_000_000L), (batch.DateColumn[i], batch.TimeColumn[i]));
            Assert.Equal((FirstDay + n) * 86_400_000_000L, batch.TimestampColumn[i]);
            Assert.Equal((FirstDay + n) * 86_400_000_000L, batch.TimestamptzColumn[i]);
            Assert.Equal(n.ToString("D32", CultureInfo.InvariantCulture), batch.UuidColumn[i].ToString("N"));
            Assert.True(batch.TextValidity[i]);
            Assert.Equal((byte)'I', batch.Operations[i]);
        }

        return batch.Count;
    }
}
