using System.Diagnostics;
using System.Globalization;
using Sabot.Cdc.Generator.Bench;

// One cold generation and some edits, in a process of their own as a compiler is: what has to be compiled just in time
// is a part of what people wait for. tests/bench.sh takes the medians of several processes.
const int Tables = 1000;
const int Columns = 30;
const int Edits = 9;

var project = new Project(Tables, Columns);
Measure("cold", project.Generate);
project.Check(Tables);

for (var edit = 0; edit < Edits; edit++)
{
    project.Edit(table: edit * Tables / Edits);
    Measure("edit", project.Generate);
    project.Check(Tables);
}

// The processor's time says how long it takes where nothing else runs.
static void Measure(string what, Action action)
{
    var (processor, clock) = (Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
    action();
    var (elapsed, used) = (clock.Elapsed, Environment.CpuUsage.TotalTime - processor);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what} {elapsed.TotalMilliseconds:F1} {used.TotalMilliseconds:F1}"));
}
