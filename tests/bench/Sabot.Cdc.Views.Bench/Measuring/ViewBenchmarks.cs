using BenchmarkDotNet.Attributes;

namespace Sabot.Cdc.Views.Bench;

/// <summary>The same cases for BenchmarkDotNet, for the time of a row and for what is allocated.</summary>
public class ViewBenchmarks
{
    private Func<long> _read = static () => 0;

    /// <summary>A case and who reads it.</summary>
    [ParamsSource(nameof(Readers))]
    public string Reader { get; set; } = "";

    /// <summary>All of them.</summary>
    public static IEnumerable<string> Readers =>
        Cases.All.SelectMany(subject => subject.Readers.Select(reader => $"{subject.Name} {reader.Name}"));

    /// <summary>Finds the reader.</summary>
    [GlobalSetup]
    public void Find()
    {
        var name = Reader.Split(' ');
        _read = Cases.All.Single(subject => subject.Name == name[0]).Readers.Single(reader => reader.Name == name[1]).Read;
    }

    /// <summary>Reads all rows once.</summary>
    [Benchmark(OperationsPerInvoke = Cases.Rows)]
    public long Row() => _read();
}
