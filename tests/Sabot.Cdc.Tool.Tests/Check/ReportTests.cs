using System.Text;
using System.Text.Json;
using Sabot.Cdc.Tool.Check;
using Sabot.Cdc.Tool.Check.Reports;
using Sabot.Cdc.Tool.Terminal;

namespace Sabot.Cdc.Tool.Tests.Check;

public sealed class ReportTests
{
    private static readonly CheckResult Dropped = Result(
        Compared.Of([Compared.Users("column id bigint not null|column nick text")], [Compared.Users("column id bigint not null")]));

    private static readonly CheckResult Added = Result(
        Compared.Of([Compared.Users("column id bigint not null")], [Compared.Users("column id bigint not null|column nick text")]));

    private static readonly CheckResult Same = Result([]);

    [Fact]
    public void TheExitCodeIsThatOfTheWorstDifference()
    {
        Assert.Equal((0, 1, 2), (Same.ExitCode, Added.ExitCode, Dropped.ExitCode));
        Assert.Equal(2, Result([.. Added.Differences, .. Dropped.Differences]).ExitCode);
    }

    [Fact]
    public void TextSaysWhatItWasWhatItBreaksAndWhatGoesFirst() => Assert.Equal(
        """
        Cdc/public.users.cdc(6,8): Column nick of public.users was dropped. [SABOT062]
            - column nick text
            source    breaks: code that reads Nick does not compile
            decoding  breaks: a running client stops with CdcSchemaDriftException at the first change after it
            deploy    the code first, then the database

        1 difference from those of database shop, 1 of which breaks something.

        """,
        Text(output => TextReport.Write(output, Palette.Plain, Dropped)));

    [Fact]
    public void MSBuildMakesErrorsOfWhatBreaksAndWarningsOfTheRest()
    {
        Assert.Equal(
            """
            Cdc/public.users.cdc(6,8): error SABOT062: Column nick of public.users was dropped. It breaks source (code that reads Nick does not compile) and decoding (a running client stops with CdcSchemaDriftException at the first change after it). Deploy the code first, then the database. (docs/diagnostics/SABOT062.md)
            sabot-cdc: 1 difference from those of database shop, 1 of which breaks something.

            """,
            Text(output => new MSBuildReport(output).Write(Dropped)));
        Assert.StartsWith("Cdc/public.users.cdc(2,7): warning SABOT063: ", Text(output => new MSBuildReport(output).Write(Added)), StringComparison.Ordinal);
        Assert.Equal("sabot-cdc: The files are the same as those of database shop.\n", Text(output => new MSBuildReport(output).Write(Same)));
    }

    [Fact]
    public void WhatIsNotThereYetIsAtTheStartOfItsFile() => Assert.StartsWith(
        "Cdc/public.mood.type.cdc(1,1): warning SABOT075: ",
        Text(output => new MSBuildReport(output).Write(Result(Compared.Of([], [Compared.Mood("ok")])))),
        StringComparison.Ordinal);

    [Fact]
    public void AFailureIsAWarningUnlessItIsRequiredNotToBeOne()
    {
        Assert.Equal(
            "sabot-cdc : warning SABOT079: The .cdc files were not compared: No server can be reached. (docs/diagnostics/SABOT079.md)\nsabot-cdc: not compared.\n",
            Text(output => new MSBuildReport(output).WriteFailure("No server can be reached.", isError: false)));
        Assert.Equal(
            "sabot-cdc.json(6,3): error SABOT079: The .cdc files were not compared: 'exlude' is no key. (docs/diagnostics/SABOT079.md)\nsabot-cdc: not compared.\n",
            Text(output => new MSBuildReport(output).WriteFailure("sabot-cdc.json(6,3): 'exlude' is no key.", isError: true)));
    }

    [Fact]
    public void GitHubAnnotatesPathsOfTheRepositoryAndNothingInANameEndsTheCommand()
    {
        var workspace = Path.GetDirectoryName(Directory.GetCurrentDirectory())!;
        var project = Path.GetFileName(Directory.GetCurrentDirectory());
        Assert.StartsWith(
            $"::error file={project}/Cdc/public.users.cdc,line=6,col=8,title=SABOT062%3A Column is gone::Column nick of public.users was dropped. ",
            Text(output => new GitHubReport(output, workspace).Write(Dropped)),
            StringComparison.Ordinal);

        var odd = Result(Compared.Of([Compared.Users("column id bigint not null")], [Compared.Users("column \"a:,%0A\" text|column id bigint not null")]));
        Assert.Contains("::Column \"a:,%250A\" of ", Text(output => new GitHubReport(output, null).Write(odd)), StringComparison.Ordinal);
        Assert.StartsWith("::warning file=Cdc/public.users.cdc,", Text(output => new GitHubReport(output, null).Write(odd)), StringComparison.Ordinal);
    }

    [Fact]
    public void JsonHasEverythingThatTheTextHas()
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
            JsonReport.Write(writer, Dropped);
        using var document = JsonDocument.Parse(Encoding.UTF8.GetString(buffer.ToArray()));

        var root = document.RootElement;
        Assert.Equal("breaking", root.GetProperty("result").GetString());
        var difference = Assert.Single(root.GetProperty("differences").EnumerateArray());
        Assert.Equal(
            ("SABOT062", Path.Combine("Cdc", "public.users.cdc"), 6, 8, "table public.users", "nick", true, "code-first"),
            (
                difference.GetProperty("id").GetString(), difference.GetProperty("file").GetString(), difference.GetProperty("line").GetInt32(),
                difference.GetProperty("column").GetInt32(), difference.GetProperty("item").GetString(), difference.GetProperty("member").GetString(),
                difference.GetProperty("decoding").GetProperty("breaks").GetBoolean(), difference.GetProperty("deploy").GetString()));
    }

    private static CheckResult Result(IReadOnlyList<Difference> differences) => new(differences, "Cdc", "those of database shop", FilesAreAfter: false);

    private static string Text(Action<TextWriter> write)
    {
        using var output = new StringWriter { NewLine = "\n" };
        write(output);
        return output.ToString();
    }
}
