using System.Text;
using Sabot.Cdc.Schema;
using Xunit.Abstractions;

namespace Sabot.Cdc.Generator.Tests.Schema;

public sealed class SchemaRoundTripTests
{
    private readonly int _seed = Environment.TickCount;

    public SchemaRoundTripTests(ITestOutputHelper output) => output.WriteLine($"seed {_seed}");

    [Fact]
    public void Parsing_what_was_printed_gives_the_same_table()
    {
        for (var i = 0; i < 2000; i++)
        {
            var table = new RandomSchema(_seed + i).Table();
            var text = SchemaPrinter.Print(table);
            var result = SchemaParser.Parse(text);
            Assert.True(result.Table is not null, $"seed {_seed + i}: {string.Join("; ", result.Errors)}\n{text}");
            Assert.Equal(Describe(table), Describe(result.Table));
        }
    }

    [Fact]
    public void Any_text_that_is_accepted_is_what_the_printer_writes()
    {
        var random = new Random(_seed);
        var accepted = 0;
        for (var i = 0; i < 5000; i++)
        {
            var text = Mutate(random, SchemaPrinter.Print(new RandomSchema(_seed + i).Table()));
            var result = SchemaParser.Parse(text);
            Assert.Equal(result.Table is null, result.Errors.Count > 0);
            foreach (var error in result.Errors)
            {
                Assert.InRange(error.Place.Line, 1, text.Count(c => c == '\n') + 2);
                Assert.InRange(error.Place.Offset + error.Place.Length, error.Place.Offset, text.Length);
            }

            if (result.Table is null)
                continue;

            accepted++;
            Assert.Equal(text.EndsWith('\n') ? text : text + '\n', SchemaPrinter.Print(result.Table));
        }

        Assert.NotEqual(0, accepted);
    }

    [Fact]
    public void Columns_are_sorted_by_the_bytes_of_their_utf8()
    {
        var random = new Random(_seed);
        for (var i = 0; i < 2000; i++)
        {
            var names = new RandomSchema(random.Next()).Table().Columns.Select(column => column.Name).ToList();
            var byBytes = names.OrderBy(name => Convert.ToHexString(Encoding.UTF8.GetBytes(name)), StringComparer.Ordinal);
            Assert.Equal(byBytes, names.Order(SchemaNameOrder.Instance));
        }
    }

    private static string Mutate(Random random, string text)
    {
        var at = random.Next(text.Length);
        return random.Next(4) switch
        {
            0 => text.Remove(at, 1),
            1 => text.Insert(at, " \n\",.ax0"[random.Next(8)].ToString()),
            2 => text.Remove(at),
            _ => text,
        };
    }

    private static string Describe(SchemaTable table) =>
        $"{table.Schema} | {table.Name} | {table.Identity} | {string.Join(" | ", table.Key)}\n"
        + string.Concat(table.Columns.OrderBy(c => c.Name, SchemaNameOrder.Instance).Select(c => $"{c.Name} | {c.Type} | {c.NotNull}\n"))
        + string.Concat(table.Removed.OrderBy(c => c.Name, SchemaNameOrder.Instance).Select(c => $"removed {c.Name} | {c.Type}\n"));
}
