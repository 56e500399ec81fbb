namespace Sabot.Cdc.Views.Bench;

/// <summary>The same rows, read by generated views and by others; each delegate reads all rows once.</summary>
/// <param name="Name">The case's name in the lines.</param>
/// <param name="Values">How many values a row has.</param>
/// <param name="Generated">Through generated code.</param>
/// <param name="Rivals">By others; the first is the loop that was written by hand.</param>
internal sealed record Case(
    string Name, int Values, Func<long> Generated, params (string Name, Func<long> Read)[] Rivals)
{
    /// <summary>Generated code and its rivals.</summary>
    public IReadOnlyList<(string Name, Func<long> Read)> Readers { get; } = [("generated", Generated), .. Rivals];

    /// <summary>Throws unless all read the same.</summary>
    public void Check()
    {
        var expected = Generated();
        foreach (var (name, read) in Rivals)
        {
            var sum = read();
            if (sum != expected)
                throw new InvalidOperationException($"{Name}: {name} has read {sum}, generated code {expected}.");
        }
    }

    public override string ToString() => Name;
}
