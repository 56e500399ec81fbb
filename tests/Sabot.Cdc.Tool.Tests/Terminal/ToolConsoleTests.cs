using System.Collections;
using Sabot.Cdc.Tool.Terminal;

namespace Sabot.Cdc.Tool.Tests.Terminal;

public sealed class ToolConsoleTests
{
    [Theory]
    [InlineData("", false, true)]
    [InlineData("NO_COLOR=", false, true)]
    [InlineData("NO_COLOR=1", false, false)]
    [InlineData("NO_COLOR=0", false, false)]
    [InlineData("TERM=dumb", false, false)]
    [InlineData("TERM=xterm", false, true)]
    [InlineData("", true, false)]
    [InlineData("WT_SESSION=x", true, true)]
    [InlineData("WT_SESSION=x;NO_COLOR=1", true, false)]
    public void TheEnvironmentSaysWhetherColoursAreWanted(string variables, bool isWindows, bool wanted)
    {
        var environment = new Hashtable();
        foreach (var pair in variables.Split(';', StringSplitOptions.RemoveEmptyEntries))
            environment[pair.Split('=')[0]] = pair.Split('=')[1];

        Assert.Equal(wanted, ToolConsole.ColorsAreWanted(environment, isWindows));
    }

    [Fact]
    public void ColoursAreForTerminalsOnly()
    {
        Assert.Equal("\e[31mno\e[0m", Console(isTerminal: true).ErrorPalette.Red("no"));
        Assert.Equal("no", Console(isTerminal: false).ErrorPalette.Red("no"));
        var plain = Console(isTerminal: true);
        plain.TakesColors = false;
        Assert.Equal("no", plain.OutputPalette.Red("no"));
    }

    [Fact]
    public async Task ProgressIsShownOnATerminalAfterAMomentAndIsGoneAtTheEnd()
    {
        var console = Console(isTerminal: true);
        using (var progress = new Progress(console, "reading all", TimeSpan.Zero))
        {
            for (var wait = 0; wait < 500 && console.Error.ToString()!.Length == 0; wait++)
                await Task.Delay(10);
            progress.Report("reading 2");
        }

        Assert.Equal("\rreading all\rreading 2  \r         \r", console.Error.ToString());
        Assert.Empty(console.Output.ToString()!);
    }

    [Theory]
    [InlineData(true, 60_000)]
    [InlineData(false, 0)]
    public async Task ProgressOfQuickWorkAndInAFileIsNotShown(bool isTerminal, int patience)
    {
        var console = Console(isTerminal);
        using (var progress = new Progress(console, "reading", TimeSpan.FromMilliseconds(patience)))
        {
            await Task.Delay(50);
            progress.Report("reading 2 of 3");
        }

        Assert.Empty(console.Error.ToString()!);
    }

    [Fact]
    public void ATableIsAsWideAsItsCells()
    {
        var table = new TextTable(("slot", false), ("lag", true), ("by", false));
        table.Add("search", "12 kB", "");
        table.Add("x", "1 MB", "me");
        using var text = new StringWriter { NewLine = "\n" };

        table.Write(text, Palette.Plain);

        Assert.Equal("slot      lag  by\nsearch  12 kB\nx        1 MB  me\n", text.ToString());
    }

    [Theory]
    [InlineData(0, "0 bytes")]
    [InlineData(1023, "1023 bytes")]
    [InlineData(1024, "1 kB")]
    [InlineData(1536, "1.5 kB")]
    [InlineData(16L << 20, "16 MB")]
    [InlineData(300L << 20, "300 MB")]
    [InlineData(5L << 40, "5 TB")]
    public void BytesAreShownInTheUnitThatFits(long bytes, string text) => Assert.Equal(text, Amounts.Bytes(bytes));

    [Theory]
    [InlineData(0.25, "250 ms")]
    [InlineData(119, "119 s")]
    [InlineData(120, "2 min")]
    [InlineData(7200, "2 h")]
    [InlineData(172800, "2 days")]
    public void TimesAreShownInTheUnitThatFits(double seconds, string text) => Assert.Equal(text, Amounts.Time(TimeSpan.FromSeconds(seconds)));

    private static ToolConsole Console(bool isTerminal) => new(TextReader.Null, new StringWriter(), new StringWriter())
    {
        OutputIsTerminal = isTerminal,
        ErrorIsTerminal = isTerminal,
    };
}
