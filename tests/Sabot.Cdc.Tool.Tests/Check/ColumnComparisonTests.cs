using Sabot.Cdc.Tool.Check;

namespace Sabot.Cdc.Tool.Tests.Check;

/// <summary>What happens to columns, and what each change breaks, in both directions.</summary>
public sealed class ColumnComparisonTests
{
    private const string Id = "column id bigint not null";

    [Theory]
    // Gone and new.
    [InlineData("|column nick text", "", "SABOT062 source decoding code-first")]
    [InlineData("", "|column nick text", "SABOT063 - - database-first")]
    // Renamed, or so it looks.
    [InlineData("|column nick text", "|column nickname text", "SABOT064 source decoding with-stop")]
    // Types that are sent as others.
    [InlineData("|column n integer", "|column n bigint", "SABOT065 source decoding with-stop")]
    [InlineData("|column n bigint", "|column n integer", "SABOT065 source decoding with-stop")]
    [InlineData("|column n numeric(12,2)", "|column n numeric", "SABOT065 source decoding with-stop")]
    [InlineData("|column n text", "|column n text[]", "SABOT065 source decoding with-stop")]
    [InlineData("|column n integer[]", "|column n text[]", "SABOT065 source decoding with-stop")]
    [InlineData("|column n timestamp without time zone", "|column n timestamp with time zone", "SABOT065 source decoding with-stop")]
    [InlineData("|column n oid", "|column n integer", "SABOT065 source decoding with-stop")]
    // Types that are sent alike.
    [InlineData("|column n character varying(10)", "|column n text", "SABOT065 - - any-order")]
    [InlineData("|column n jsonb", "|column n text", "SABOT065 - - any-order")]
    [InlineData("|column n numeric(12,2)", "|column n numeric(14,4)", "SABOT065 - - any-order")]
    [InlineData("|column n numeric", "|column n text", "SABOT065 - - any-order")]
    [InlineData("|column n character varying(10)[]", "|column n text[]", "SABOT065 - - any-order")]
    [InlineData("|column n interval", "|column n interval day", "SABOT065 - - any-order")]
    // Nullability.
    [InlineData("|column n integer not null", "|column n integer", "SABOT066 source decoding code-first")]
    [InlineData("|column n text not null", "|column n text", "SABOT066 source decoding code-first")]
    [InlineData("|column n integer", "|column n integer not null", "SABOT067 source - database-first")]
    [InlineData("|column n text", "|column n text not null", "SABOT067 source - database-first")]
    [InlineData("|column n bytea", "|column n bytea not null", "SABOT067 source - database-first")]
    // What changes no value.
    [InlineData("|column n text", "|column n text|  domain public.email", "SABOT076 - - any-order")]
    [InlineData("|column n text|  domain public.email", "|column n text", "SABOT076 - - any-order")]
    [InlineData("|column n text|  generated", "|column n text", "SABOT076 - - any-order")]
    [InlineData("|column n text", "|column n text|  generated", "SABOT076 - - any-order")]
    [InlineData("|column n text", "|column n text|  comment \"x\"", "SABOT077 - - any-order")]
    [InlineData("|column n text|  comment \"x\"", "|column n text|  comment \"y\"", "SABOT077 - - any-order")]
    // What sabot-cdc.json says.
    [InlineData("|column n text", "|column n text|  csharp Nick", "SABOT078 source - any-order")]
    [InlineData("|column n text|  csharp Nick", "|column n text", "SABOT078 source - any-order")]
    [InlineData("|column n text", "|column n text|  csharp N", "SABOT078 - - any-order")]
    [InlineData("|column n text", "|column n text|  reader A.Nick A.Reader", "SABOT078 source - any-order")]
    [InlineData("|column n text|  reader A.Nick A.Reader", "|column n text", "SABOT078 source - any-order")]
    [InlineData("|column n text|  reader A.Nick A.Reader", "|column n text|  reader A.Nick A.Other", "SABOT078 - - any-order")]
    public void AChangeOfAColumnBreaksWhatTheRuntimeAndTheCompilerSay(string before, string after, string verdict) =>
        Assert.Equal(verdict, Compared.Verdict(Compared.Single(Compared.Users(Id + before), Compared.Users(Id + after))));

    [Fact]
    public void SeveralChangesOfOneColumnAreSeveralDifferences()
    {
        var differences = Compared.Of(
            [Compared.Users(Id + "|column n integer not null")], [Compared.Users(Id + "|column n bigint|  comment \"x\"")]);

        Assert.Equal(
            ["SABOT077 - - any-order", "SABOT065 source decoding with-stop", "SABOT066 source decoding code-first"],
            differences.OrderByDescending(difference => difference.Kind == DifferenceKind.Comment).Select(Compared.Verdict));
    }

    [Fact]
    public void OnlyOneCandidateOfTheSameDeclarationLooksLikeARename()
    {
        var two = Compared.Of([Compared.Users("column a text|" + Id)], [Compared.Users("column b text|column c text|" + Id)]);
        Assert.Equal(["SABOT063", "SABOT063", "SABOT062"], two.Select(difference => difference.Kind.Id()));

        var alike = Compared.Of([Compared.Users("column a text|column b text|" + Id)], [Compared.Users("column c text|" + Id)]);
        Assert.Equal(["SABOT063", "SABOT062", "SABOT062"], alike.Select(difference => difference.Kind.Id()));

        var other = Compared.Of([Compared.Users("column a text|" + Id)], [Compared.Users("column b text not null|" + Id)]);
        Assert.Equal(["SABOT063", "SABOT062"], other.Select(difference => difference.Kind.Id()));
    }

    [Fact]
    public void ARenamedColumnOfTheKeyIsOneDifference() =>
        Assert.Equal("SABOT064 source decoding with-stop", Compared.Verdict(Compared.Single(
            Compared.Users("column id bigint not null"), Compared.Users("column uid bigint not null", "identity default\nkey uid"))));

    [Fact]
    public void ARenameThatKeepsTheCSharpNameBreaksNoSource() =>
        Assert.Equal("SABOT064 - decoding with-stop", Compared.Verdict(Compared.Single(
            Compared.Users(Id + "|column nick text"), Compared.Users(Id + "|column nickname text|  csharp Nick"))));

    [Fact]
    public void ADifferenceIsAtItsPlaceInTheFile()
    {
        var gone = Compared.Single(Compared.Users(Id + "|column nick text"), Compared.Users(Id + "|removed nick text"));
        Assert.Equal((6, 8), (gone.Place.Line, gone.Place.Column));
        Assert.Equal(("column nick text", null), (gone.Was, gone.Is));

        var retyped = Compared.Single(Compared.Users(Id + "|column nick text"), Compared.Users(Id + "|column nick bytea"));
        Assert.Equal((6, 13), (retyped.Place.Line, retyped.Place.Column));

        var added = Compared.Single(Compared.Users(Id), Compared.Users(Id + "|column nick text"));
        Assert.Equal((2, 7), (added.Place.Line, added.Place.Column));
    }

    [Fact]
    public void AgainstARevisionItIsAtItsPlaceInTheNewFile()
    {
        var gone = Compared.Single(Compared.Users("column a text|" + Id), Compared.Users(Id + "|removed a text"), filesAreAfter: true);
        Assert.Equal((6, 9), (gone.Place.Line, gone.Place.Column));

        var added = Compared.Single(Compared.Users(Id), Compared.Users(Id + "|column nick text"), filesAreAfter: true);
        Assert.Equal((6, 8), (added.Place.Line, added.Place.Column));
    }

    [Fact]
    public void TombstonesAreNoDifference() =>
        Assert.Empty(Compared.Of([Compared.Users(Id)], [Compared.Users(Id + "|removed nick text")]));

    [Fact]
    public void AnEnumAndATextAreSentAlike()
    {
        var text = Compared.Users(Id + "|column m text");
        var mood = Compared.Users(Id + "|column m public.mood");

        Assert.Contains("SABOT065 source - any-order", Compared.Of([text], [mood, Compared.Mood("ok")]).Select(Compared.Verdict));
        Assert.Contains("SABOT065 source - any-order", Compared.Of([mood, Compared.Mood("ok")], [text]).Select(Compared.Verdict));
    }

    [Fact]
    public void ATypeOfAnExtensionThatBecomesDescribedIsAnotherTypeOfTheColumn()
    {
        string[] asText = [Compared.Users("column a public.address|  as text|" + Id)];
        string[] described = [Compared.Users("column a public.address|" + Id), Compared.Address("attribute zip text")];

        Assert.Contains("SABOT065 source decoding with-stop", Compared.Of(asText, described).Select(Compared.Verdict));
    }

    [Fact]
    public void AnEnumThatBecomesACompositeOfTheSameNameIsAnotherTypeOfItsColumns()
    {
        var column = Compared.Users("column a public.address|" + Id);
        var differences = Compared.Of([column, "format 1\nenum public.address\nlabel ok\n"], [column, Compared.Address("attribute zip text")]);

        Assert.Equal(
            ["SABOT065 source decoding with-stop", "SABOT075 - - database-first", "SABOT074 source - code-first"],
            differences.OrderBy(difference => difference.Kind == DifferenceKind.UselessFile).Select(Compared.Verdict));
        Assert.Contains("is now composite public.address, was enum public.address", differences[0].What, StringComparison.Ordinal);
    }
}
