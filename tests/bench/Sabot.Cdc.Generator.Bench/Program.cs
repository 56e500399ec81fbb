using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Sabot.Cdc.Generator.Bench;

var rounds = args.Length > 0 ? int.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture) : 7;
for (var i = 0; i < rounds; i++)
{
    var project = new Project(1000, 30);
    var clock = Stopwatch.StartNew();
    project.Generate();
    var cold = clock.Elapsed.TotalMilliseconds;
    clock.Restart();
    project.Edit(500);
    project.Generate();
    var edit = clock.Elapsed.TotalMilliseconds;
    Console.WriteLine($"{cold:F0} {edit:F1} {project.Characters / 1e6:F1} M");
}
