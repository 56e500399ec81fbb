using System.Globalization;
using System.Text.RegularExpressions;
using Sabot.Cdc.Integration.Tests.Delivery;
using Sabot.Cdc.Integration.Tests.Harness;
using Sabot.Cdc.Integration.Tests.Servers;
using Xunit.Abstractions;

namespace Sabot.Cdc.Integration.Tests.Streaming;

/// <summary>
/// The memory of a client process that reads one large transaction. Environment variable <c>SABOT_TEST_LARGE_ROWS</c>
/// asks for it and says how large: 10000000 takes some minutes and 3 GB of disk.
/// </summary>
[Collection(ServerCollection.Name)]
public sealed partial class LargeTransactionTests(ServerFixture fixture, ITestOutputHelper output) : IDisposable
{
    private const int MostMegabytes = 200;

    private readonly string _spill = Directory.CreateTempSubdirectory("sabot-cdc-large-").FullName;

    public void Dispose() => Directory.Delete(_spill, recursive: true);

    [LargeTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ALargeTransactionTakesLessThan200MegabytesOfTheClientsMemory(bool streaming)
    {
        var rows = long.Parse(LargeTheoryAttribute.Rows!, CultureInfo.InvariantCulture);
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "large_memory");
        await database.CreateSlotAsync();
        await using var connection = await database.OpenAsync();
        await using var insert = new Npgsql.NpgsqlCommand($"INSERT INTO accounts SELECT n, 1 FROM generate_series(1, {rows}) n", connection) { CommandTimeout = 0 };
        await insert.ExecuteNonQueryAsync();

        using var client = new ClientProcess(database, streaming ? _spill : null);
        var said = await client.RunAsync("--measure", rows.ToString(CultureInfo.InvariantCulture));
        output.WriteLine($"streaming {streaming}: {said}");

        var numbers = Said().Match(said);
        Assert.Equal((rows, rows), (long.Parse(numbers.Groups[1].Value, CultureInfo.InvariantCulture), long.Parse(numbers.Groups[2].Value, CultureInfo.InvariantCulture)));
        Assert.InRange(int.Parse(numbers.Groups[3].Value, CultureInfo.InvariantCulture), 1, MostMegabytes);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_spill));
    }

    [GeneratedRegex(@"^(\d+) rows, sum (\d+), .* peak RSS (\d+) MB")]
    private static partial Regex Said();
}
