namespace Sabot.Cdc.Client.Bench.Measuring;

/// <summary>
/// A table of the benchmark, and what its columns are for consumers that read them one after the other.
/// </summary>
internal sealed record Workload(string Name, ColumnKind[] Columns)
{
    private static readonly ColumnKind[] Mixed =
    [
        ColumnKind.Int64, ColumnKind.Text, ColumnKind.Text, ColumnKind.Decimal, ColumnKind.Boolean, ColumnKind.Int32,
        ColumnKind.Double, ColumnKind.Date, ColumnKind.TimestampTz, ColumnKind.Uuid,
    ];

    internal static Workload Of(string name) => new(name, name switch
    {
        "bulk" or "oltp" => Mixed,
        "narrow" => [ColumnKind.Int32, ColumnKind.Int32, ColumnKind.Int32, ColumnKind.Int32],
        "wide" => [ColumnKind.Int32, .. Enumerable.Range(1, 39).Select(OfWide)],
        "pulse" => [ColumnKind.Int64, ColumnKind.Text],
        _ => throw new ArgumentException($"There is no workload {name}."),
    });

    private static ColumnKind OfWide(int column) => (column % 4) switch
    {
        0 => ColumnKind.Int32,
        1 => ColumnKind.Text,
        2 => ColumnKind.Double,
        _ => ColumnKind.TimestampTz,
    };
}
