using System.Globalization;
using Sabot.Cdc.Views.Bench;

// run CASE READER TIMES: one reader alone, for a profiler; otherwise [--rounds N] [CASE…]
if (args is ["run", var name, var reader, var times])
{
    var subject = Cases.All.Single(subject => subject.Name == name);
    var read = reader == "generated" ? subject.Generated : subject.Rivals.Single(rival => rival.Name == reader).Read;
    for (var i = int.Parse(times, CultureInfo.InvariantCulture); i > 0; i--)
        read();
    return;
}

var rounds = 300;
List<string> names = [.. args];
if (names.IndexOf("--rounds") is >= 0 and var option)
{
    rounds = int.Parse(names[option + 1], CultureInfo.InvariantCulture);
    names.RemoveRange(option, 2);
}

foreach (var subject in Cases.All.Where(subject => names.Count == 0 || names.Contains(subject.Name)))
    new Rounds(subject, rounds).Measure(Console.Out);
