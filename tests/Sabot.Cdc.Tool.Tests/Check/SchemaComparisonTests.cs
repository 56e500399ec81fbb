using Sabot.Cdc.Schema;
using Sabot.Cdc.Tool.Check;

namespace Sabot.Cdc.Tool.Tests.Check;

public sealed class SchemaComparisonTests
{
    private static readonly string Users = Compared.Users("column id bigint not null|column nick text");

    [Fact]
    public void ATableThatIsGoneBreaksEverythingAndANewOneNothing()
    {
        Assert.Equal("SABOT060 source decoding code-first", Compared.Verdict(Compared.Single([Users], [])));

        var added = Compared.Single([], [Users]);
        Assert.Equal("SABOT061 - - database-first", Compared.Verdict(added));
        Assert.Equal(0, added.Place.Line);
    }

    [Fact]
    public void ATableWithTheSameColumnsLooksLikeARename()
    {
        var differences = Compared.Of([Users], [Users.Replace("users", "people", StringComparison.Ordinal)]);

        Assert.Equal(["SABOT061 - - database-first", "SABOT060 source decoding with-stop"], differences.Select(Compared.Verdict));
        Assert.Contains("and public.people is new with the same columns", differences[1].What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sad|ok", "sad|ok|happy", "SABOT070 - - code-first")]
    [InlineData("sad|ok|happy", "sad|ok", "SABOT071 source - database-first")]
    [InlineData("sad|ok", "sad|fine", "SABOT072 source - any-order")]
    [InlineData("sad|ok", "ok|sad", "SABOT073 - - any-order")]
    [InlineData("sad|ok", "sad|ok\n  csharp Okay", "SABOT078 source - any-order")]
    [InlineData("sad|ok", "sad|fine\n  csharp Ok", "SABOT072 - - any-order")]
    public void AChangeOfLabelsIsFound(string before, string after, string verdict)
    {
        var (was, now) = (Compared.Mood(before.Split('|')), Compared.Mood(after.Split('|')));

        var difference = Compared.Single(was, now);

        Assert.Equal(verdict, Compared.Verdict(difference));
    }

    [Fact]
    public void ALabelThatIsNotKnownIsSaidToBeUnrecognized()
    {
        var difference = Compared.Single(Compared.Mood("ok"), Compared.Mood("ok", "\"\""));

        Assert.Contains("Mood.Unrecognized", difference.Decoding.Text, StringComparison.Ordinal);
        Assert.Equal("label \"\"", difference.Is);
    }

    [Theory]
    [InlineData("attribute street text|attribute zip text", "attribute street text", "SABOT062 source decoding code-first")]
    [InlineData("attribute street text", "attribute street text|attribute zip integer", "SABOT063 - - database-first")]
    [InlineData("attribute street text", "attribute road text", "SABOT064 source decoding with-stop")]
    [InlineData("attribute zip integer", "attribute zip text", "SABOT065 source decoding with-stop")]
    [InlineData("attribute zip character varying(5)", "attribute zip text", "SABOT065 - - any-order")]
    [InlineData("attribute zip text", "attribute zip text|  comment \"x\"", "SABOT077 - - any-order")]
    public void AChangeOfAttributesIsFoundOnceAtTheType(string before, string after, string verdict)
    {
        var column = Compared.Users("column home public.address|column homes public.address[]|column id bigint not null");

        var difference = Compared.Single([column, Compared.Address(before)], [column, Compared.Address(after)]);

        Assert.Equal(verdict, Compared.Verdict(difference));
        Assert.StartsWith("Attribute ", difference.What.Replace("The comment of attribute ", "Attribute ", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("attribute street text", "attribute street text|attribute zip text", "SABOT065 source - database-first")]
    [InlineData("attribute street text|attribute zip text", "attribute street text", "SABOT065 source decoding code-first")]
    public void AColumnOfAnotherCompositeIsReadByTheNamesOfItsAttributes(string before, string after, string verdict)
    {
        var (address, place) = (Compared.Address(before), Compared.Address(after).Replace("address", "place", StringComparison.Ordinal));

        var differences = Compared.Of(
            [Compared.Users("column home public.address|column id bigint not null"), address],
            [Compared.Users("column home public.place|column id bigint not null"), place]);

        Assert.Equal(verdict, Compared.Verdict(differences[0]));
    }

    [Fact]
    public void ACompositeWithinItselfEndsTheComparison()
    {
        var self = Compared.Address("attribute inner public.address");
        var place = self.Replace("address", "place", StringComparison.Ordinal);

        Assert.Equal("SABOT065 source - any-order", Compared.Verdict(Compared.Of(
            [Compared.Users("column home public.address|column id bigint not null"), self],
            [Compared.Users("column home public.place|column id bigint not null"), place])[0]));
    }

    [Theory]
    [InlineData("", "namespace Shop\n", "SABOT078 source - any-order")]
    [InlineData("namespace Shop\n", "", "SABOT078 source - any-order")]
    [InlineData("", "csharp Customer\n", "SABOT078 source - any-order")]
    [InlineData("csharp Users\n", "", "SABOT078 - - any-order")]
    [InlineData("", "comment \"x\"\n", "SABOT077 - - any-order")]
    [InlineData("comment \"x\"\n", "", "SABOT077 - - any-order")]
    public void AChangeOfAHeaderIsFound(string before, string after, string verdict)
    {
        const string Rest = "identity default\nkey id";
        Assert.Equal(verdict, Compared.Verdict(Compared.Single(
            Compared.Users("column id bigint not null", before + Rest), Compared.Users("column id bigint not null", after + Rest))));
    }

    [Fact]
    public void ATypeThatNoColumnHasAnyMoreNeedsNoFileAndANewOneDoes()
    {
        Assert.Equal("SABOT074 source - code-first", Compared.Verdict(Compared.Single([Compared.Mood("ok")], [])));
        Assert.Equal("SABOT075 - - database-first", Compared.Verdict(Compared.Single([], [Compared.Mood("ok")])));
    }

    [Fact]
    public void ATypeMayHaveTheNameOfATable()
    {
        var row = "format 1\ncomposite public.users\nattribute id bigint\n";

        Assert.Empty(Compared.Of([Users, row], [row, Users]));
    }

    /// <summary>Every line that a file can have, so that no difference of the text is none of the comparison.</summary>
    [Fact]
    public void ThereIsADifferenceExactlyWhereScaffoldWouldWriteAnotherFile()
    {
        string[] files =
        [
            Users,
            Compared.Users("column id bigint not null|column nick text not null"),
            Compared.Users("column id bigint not null|column nick text|  domain public.d"),
            Compared.Users("column id bigint not null|column nick text|  as text"),
            Compared.Users("column id bigint not null|column nick text|  generated"),
            Compared.Users("column id bigint not null|column nick text|  comment \"x\""),
            Compared.Users("column id bigint not null|column nick text|  csharp Nick"),
            Compared.Users("column id bigint not null|column nick text|  reader A B"),
            Compared.Users("column id bigint not null|column nick bytea"),
            Compared.Users("column id bigint not null|column nack text"),
            Compared.Users("column id bigint not null"),
            Compared.Users("column id bigint not null|column nick text", "namespace A\nidentity default\nkey id"),
            Compared.Users("column id bigint not null|column nick text", "csharp Users\nidentity default\nkey id"),
            Compared.Users("column id bigint not null|column nick text", "comment \"x\"\nidentity default\nkey id"),
            Compared.Users("column id bigint not null|column nick text", "identity full\nkey id"),
            Compared.Users("column id bigint not null|column nick text", "identity default"),
        ];

        foreach (var before in files)
        {
            foreach (var after in files)
                Assert.Equal(before == after, Compared.Of([before], [after]).Count == 0);
        }
    }

    [Fact]
    public void EveryKindHasAPageThatSaysWhyItIsSeen()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "docs", "diagnostics");
        var list = File.ReadAllText(Path.Combine(folder, "README.md"));
        foreach (var kind in Enum.GetValues<DifferenceKind>())
        {
            var page = File.ReadAllText(Path.Combine(folder, Path.GetFileName(kind.Help())));
            Assert.StartsWith($"# {kind.Id()}: {kind.Title()}\n\nYou are seeing this because ", page, StringComparison.Ordinal);
            Assert.Contains($"[{kind.Id()}]({kind.Id()}.md) | {kind.Title()} |", list, StringComparison.Ordinal);
        }
    }
}
