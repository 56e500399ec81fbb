using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using Sabot.Cdc.Generator.Bench;

var rounds = args.Length > 0 ? int.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture) : 7;
for (var i = 0; i < rounds; i++)
{
    var project = new Project(1000, 30);
    GC.Collect();
    var cpu = Environment.CpuUsage.TotalTime.TotalMilliseconds;
    var a = GC.GetTotalAllocatedBytes();
    var clock = Stopwatch.StartNew();
    project.Generate();
    var cold = clock.Elapsed.TotalMilliseconds;
    var coldCpu = Environment.CpuUsage.TotalTime.TotalMilliseconds - cpu;
    a = GC.GetTotalAllocatedBytes() - a;
    var b = GC.GetTotalAllocatedBytes();
    cpu = Environment.CpuUsage.TotalTime.TotalMilliseconds;
    clock.Restart();
    project.Edit(500);
    project.Generate();
    var edit = clock.Elapsed.TotalMilliseconds;
    var editCpu = Environment.CpuUsage.TotalTime.TotalMilliseconds - cpu;
    b = GC.GetTotalAllocatedBytes() - b;
    cpu = Environment.CpuUsage.TotalTime.TotalMilliseconds;
    foreach (var t in project.Trees) _ = CSharpSyntaxTree.ParseText(t.GetText(), (CSharpParseOptions)t.Options).GetRoot();
    var parse = Environment.CpuUsage.TotalTime.TotalMilliseconds - cpu;
    Console.WriteLine($"cold {cold:F0} cpu {coldCpu:F0} edit {edit:F1} cpu {editCpu:F1} {project.Characters / 1e6:F1} M chars, alloc {a / 1e6:F0} MB {b / 1e6:F1} MB, parse cpu {parse:F0}");
}
