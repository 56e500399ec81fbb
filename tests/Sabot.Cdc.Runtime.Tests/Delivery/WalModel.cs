using Apache.Arrow.Types;

namespace Sabot.Cdc.Runtime.Tests.Delivery;

/// <summary>
/// A history of transactions over two tables, and what a server sends of it: the same rows at the same positions each
/// time, cut into payloads differently. Old images, and truncates of both tables at one position, are among them.
/// </summary>
internal sealed class WalModel
{
    private static readonly CdcTable[] Tables = [ItemChange.Table, PartChange.Table];

    private readonly List<List<Row>> _transactions = [];

    internal WalModel(Random random, int transactions)
    {
        long id = 0;
        for (var t = 1; t <= transactions; t++)
        {
            var lsn = (ulong)t * 100;
            List<Row> rows = [];
            for (var seq = 0u; seq < random.Next(1, 12); seq++)
            {
                var position = new CdcPosition(lsn, seq);
                var table = random.Next(2);
                switch (random.Next(6))
                {
                    case 0:
                        rows.Add(new Row(0, 'T', position, null));
                        rows.Add(new Row(1, 'T', position, null));
                        break;
                    case 1:
                        rows.Add(new Row(table, 'O', position, id));
                        rows.Add(new Row(table, 'U', position, ++id));
                        break;
                    default:
                        rows.Add(new Row(table, 'I', position, ++id));
                        break;
                }
            }

            _transactions.Add(rows);
        }
    }

    internal ulong End => (ulong)_transactions.Count * 100;

    /// <summary>What a consumer of a table is to see.</summary>
    internal List<(CdcPosition Position, CdcChangeKind Kind, long Id)> Changes(int table, CdcPosition? after = null) =>
    [
        .. _transactions
            .SelectMany(rows => rows)
            .Where(row => row.Table == table && row.Operation != 'O' && (after is null || row.Position > after))
            .Select(row => (row.Position, (CdcChangeKind)row.Operation, row.Id ?? -1)),
    ];

    /// <summary>What a session sends that starts behind a position; a truncate may be cut between its tables.</summary>
    internal List<byte[]> Payloads(ulong after, Random random)
    {
        List<byte[]> payloads = [];
        HashSet<int> announced = [];
        List<Row> held = [];
        foreach (var rows in _transactions.Where(rows => rows[0].Position.Lsn > after))
        {
            foreach (var row in rows)
            {
                held.Add(row);
                if (row.Operation != 'O' && random.Next(8) == 0)
                    Flush(null);
            }

            if (random.Next(3) > 0 || rows == _transactions[^1])
                Flush(rows[0].Position.Lsn);
        }

        return payloads;

        void Flush(ulong? progress)
        {
            List<byte[]> frames = [];
            for (var table = 0; table < Tables.Length; table++)
            {
                var rows = held.Where(row => row.Table == table).ToArray();
                if (rows.Length == 0)
                    continue;
                var streamed = Stream(table, rows);
                if (announced.Add(table))
                    frames.Add(MemorySource.OfRelation(streamed.SchemaFrame(), (uint)table + 1));
                frames.Add(MemorySource.OfRelation(streamed.BatchFrame(), (uint)table + 1));
            }

            held.Clear();
            if (progress is { } position)
                frames.Add(MemorySource.Progress(position));
            payloads.Add(FrameBytes.Concat([.. frames]));
        }
    }

    private static StreamedTable Stream(int table, Row[] rows) =>
        new StreamedTable(string.Concat(rows.Select(row => row.Operation)), Tables[table].Schema, Tables[table].Name)
        {
            Positions = [.. rows.Select(row => row.Position)],
        }.Column("id", "bigint", Values.Fixed(Int64Type.Default, [.. rows.Select(row => row.Id)]));

    private sealed record Row(int Table, char Operation, CdcPosition Position, long? Id);
}
