using System.Text;
using Sabot.Cdc.Schema;
using Xunit.Abstractions;

namespace Sabot.Cdc.Generator.Tests.Schema;

public sealed class SchemaRoundTripTests
{
    private readonly int _seed = int.TryParse(Environment.GetEnvironmentVariable("SABOT_TEST_SEED"), out var seed) ? seed : Environment.TickCount;

    public SchemaRoundTripTests(ITestOutputHelper output) => output.WriteLine($"SABOT_TEST_SEED={_seed}");

    [Fact]
    public void Parsing_what_was_printed_gives_the_same_item()
    {
        for (var i = 0; i < 2000; i++)
        {
            var item = new RandomSchema(_seed + i).Item();
            var text = SchemaPrinter.Print(item);
            var result = SchemaParser.Parse(text);
            Assert.True(result.Item is not null, $"seed {_seed + i}: {string.Join("; ", result.Errors)}\n{text}");
            Assert.Equal(Describe(item), Describe(result.Item));
        }
    }

    [Fact]
    public void Any_text_that_is_accepted_is_what_the_printer_writes()
    {
        var random = new Random(_seed);
        var accepted = 0;
        for (var i = 0; i < 10000; i++)
        {
            var text = Mutate(random, SchemaPrinter.Print(new RandomSchema(_seed + i).Item()));
            var result = SchemaParser.Parse(text);
            Assert.Equal(result.Item is null, result.Errors.Count > 0);
            foreach (var error in result.Errors)
            {
                Assert.InRange(error.Place.Line, 1, text.Count(c => c == '\n') + 2);
                Assert.InRange(error.Place.Offset + error.Place.Length, error.Place.Offset, text.Length);
            }

            if (result.Item is null)
                continue;

            accepted++;
            Assert.Equal(text.EndsWith('\n') ? text : text + '\n', SchemaPrinter.Print(result.Item));
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
            1 => text.Insert(at, " \n\",.ax0[\\"[random.Next(10)].ToString()),
            2 => text.Remove(at),
            _ => text,
        };
    }

    private static string Describe(SchemaItem item) =>
        $"{item.Keyword} | {item.Schema} | {item.Name} | {item.Namespace} | {item.CSharpName} | {item.Comment}\n" + item switch
        {
            SchemaTable table => $"{table.Identity} | {string.Join(" | ", table.Key)}\n"
                + Describe(table.Columns)
                + string.Concat(table.Removed.OrderBy(c => c.Name, SchemaNameOrder.Instance).Select(c => $"removed {c.Name} | {c.Type} | {c.CSharpName}\n")),
            SchemaComposite composite => Describe(composite.Attributes),
            SchemaEnum type => string.Concat(type.Labels.Select(label => $"{label.Name} | {label.CSharpName}\n")),
            _ => throw new ArgumentOutOfRangeException(nameof(item)),
        };

    private static string Describe(IEnumerable<SchemaColumn> columns) => string.Concat(columns
        .OrderBy(c => c.Name, SchemaNameOrder.Instance)
        .Select(c => $"{c.Name} | {c.Type} | {c.NotNull} | {c.Domain} | {c.IsText} | {c.IsGenerated} | {c.Comment} | {c.CSharpName} | {c.Reader?.TypeName} | {c.Reader?.ReaderName}\n"));
}
