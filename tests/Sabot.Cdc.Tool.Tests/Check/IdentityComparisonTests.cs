namespace Sabot.Cdc.Tool.Tests.Check;

/// <summary>Replica identities and keys, by the rules of the runtime's TableBinding.</summary>
public sealed class IdentityComparisonTests
{
    private const string Columns = "column a integer not null|column b integer not null|column id bigint not null";

    [Theory]
    [InlineData("identity full\nkey id", "identity default\nkey id", "SABOT068 source decoding code-first")]
    [InlineData("identity default\nkey id", "identity full\nkey id", "SABOT068 - - database-first")]
    [InlineData("identity default\nkey id", "identity nothing", "SABOT068 source decoding code-first")]
    [InlineData("identity nothing", "identity default\nkey id", "SABOT068 - - database-first")]
    [InlineData("identity full", "identity nothing", "SABOT068 source decoding code-first")]
    [InlineData("identity nothing", "identity full", "SABOT068 - - database-first")]
    [InlineData("identity default\nkey id", "identity index\nkey id", "SABOT068 - - any-order")]
    [InlineData("identity index\nkey id", "identity default\nkey id", "SABOT068 - - any-order")]
    [InlineData("identity default", "identity nothing", "SABOT068 - - any-order")]
    [InlineData("identity default\nkey id", "identity default\nkey a", "SABOT069 source decoding with-stop")]
    [InlineData("identity default\nkey id", "identity default", "SABOT069 source decoding code-first")]
    [InlineData("identity default", "identity default\nkey id", "SABOT069 - - database-first")]
    [InlineData("identity default\nkey a, b", "identity default\nkey a", "SABOT069 source decoding code-first")]
    [InlineData("identity default\nkey a", "identity default\nkey a, b", "SABOT069 source decoding with-stop")]
    [InlineData("identity default\nkey a, b", "identity default\nkey b, a", "SABOT069 source - any-order")]
    [InlineData("identity full\nkey a", "identity full\nkey a, b", "SABOT069 source decoding code-first")]
    [InlineData("identity full\nkey a, b", "identity full\nkey a", "SABOT069 source - any-order")]
    public void AnotherIdentityOrKeyBreaksWhatOldImagesLack(string before, string after, string verdict) =>
        Assert.Equal(verdict, Compared.Verdict(Compared.Single(Compared.Users(Columns, before), Compared.Users(Columns, after))));

    [Fact]
    public void WithFullThereIsNothingToAskWhetherATextIsThere()
    {
        var text = Columns + "|column t text";

        var difference = Compared.Single(Compared.Users(text), Compared.Users(text, "identity full\nkey id"));

        Assert.Equal("SABOT068 source - database-first", Compared.Verdict(difference));
        Assert.Contains("HasT", difference.Source.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void AnotherIdentityWithAnotherKeyIsTwoDifferences() =>
        Assert.Equal(
            ["SABOT068 - - any-order", "SABOT069 source decoding with-stop"],
            Compared.Of([Compared.Users(Columns)], [Compared.Users(Columns, "identity index\nkey a")]).Select(Compared.Verdict));

    [Fact]
    public void TheyAreAtTheirLines()
    {
        const string Head = "namespace A\ncsharp Customer\ncomment \"x\"\n";
        var identity = Compared.Single(Compared.Users(Columns, Head + "identity full\nkey id"), Compared.Users(Columns, Head + "identity default\nkey id"));
        Assert.Equal((6, "identity full", "identity default"), (identity.Place.Line, identity.Was, identity.Is));

        var key = Compared.Single(Compared.Users(Columns), Compared.Users(Columns, "identity default\nkey a"));
        Assert.Equal((4, "key id", "key a"), (key.Place.Line, key.Was, key.Is));

        var none = Compared.Single(Compared.Users(Columns, "identity default"), Compared.Users(Columns));
        Assert.Equal((3, null, "key id"), (none.Place.Line, none.Was, none.Is));
    }
}
