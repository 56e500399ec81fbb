using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Sabot.Cdc.Views.Bench;

/// <summary>One row of the workload <c>bulk</c> of the server's benchmark: the same columns and the same values.</summary>
internal readonly record struct BulkValues(
    long Id,
    string Name,
    string Email,
    decimal Balance,
    bool Active,
    int Logins,
    double Rating,
    DateOnly Born,
    DateTime CreatedAt,
    Guid Token)
{
    private static readonly DateOnly FirstDay = new(1970, 1, 1);
    private static readonly DateTime FirstSecond = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public static BulkValues Of(int number)
    {
        var digits = number.ToString(CultureInfo.InvariantCulture);
        return new BulkValues(
            number,
            "user " + digits,
            $"user{digits}@example.com",
            new decimal(number % 100_000, 0, 0, isNegative: number % 7 == 0, scale: 2),
            number % 3 > 0,
            number % 50,
            number / 7.0,
            FirstDay.AddDays(number % 20_000),
            FirstSecond.AddSeconds(number),
            new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(digits)).AsSpan(0, 16), bigEndian: true));
    }
}
