namespace Sabot.Cdc.Runtime.Tests.Hosting;

public sealed class SuggestionTests
{
    [Theory]
    [InlineData("exlude", "exclude")]
    [InlineData("INCLUDE", "include")]
    [InlineData("nmaes", "names")]
    [InlineData("incude", "include")]
    [InlineData("table", null)]
    [InlineData("x", null)]
    public void TheNameThatWasMeantIsTheNearest(string typed, string? name)
    {
        Assert.Equal(name, Suggestion.Nearest(typed, ["include", "exclude", "names"]));
    }
}
