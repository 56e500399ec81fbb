using System.Globalization;

namespace Sabot.Cdc.Faults.Load;

/// <summary>
/// Draws one writer's transactions: several tables each, with savepoints, rollbacks and now and then thousands of rows.
/// Writers share no rows, and every number that one gives belongs to it alone.
/// </summary>
internal sealed class LoadPlan(int writer, int writers, Random random)
{
    private static readonly string[] Tables = ["accounts", "transfers", "documents", "drifting"];

    private readonly Dictionary<string, LiveRows> _rows = Tables.ToDictionary(table => table, _ => new LiveRows());
    private long _lastNumber;

    /// <param name="large">Whether it is to have so many rows that it is sent while it is in progress.</param>
    public PlannedTransaction Next(bool large)
    {
        var transaction = new PlannedTransaction(Number()) { RollsBack = random.Next(12) == 0 };
        transaction.Add($"INSERT INTO journal VALUES ({transaction.Number})");
        if (large)
            Series(transaction, 1000);
        if (random.Next(60) == 0)
        {
            for (var series = random.Next(1, 3); series > 0; series--)
                Series(transaction, random.Next(300, 1500));
        }

        for (var steps = random.Next(1, random.Next(10) == 0 ? 60 : 7); steps > 0; steps--)
        {
            if (random.Next(12) == 0)
                Subtransaction(transaction);
            else
                Change(transaction);
        }

        return transaction;
    }

    private void Subtransaction(PlannedTransaction transaction)
    {
        var before = transaction.Changes.Count;
        transaction.Add($"SAVEPOINT s");
        for (var steps = random.Next(1, 6); steps > 0; steps--)
            Change(transaction);
        if (random.Next(2) == 0)
        {
            transaction.Add($"RELEASE s");
            return;
        }

        transaction.Add($"ROLLBACK TO s");
        transaction.RollBackTo(before);
    }

    private void Change(PlannedTransaction transaction)
    {
        var table = Tables[random.Next(Tables.Length)];
        var rows = _rows[table];
        switch (rows.Count == 0 ? 0 : random.Next(10))
        {
            case < 5:
                Insert(transaction, table);
                break;
            case < 8:
                Update(transaction, table, rows.Draw(random));
                break;
            default:
                Delete(transaction, table, rows.Draw(random));
                break;
        }
    }

    private void Insert(PlannedTransaction transaction, string table)
    {
        var (id, version) = (Number(), Number());
        var length = LengthOf(version);
        transaction.Add(table switch
        {
            "accounts" => $"INSERT INTO accounts (id, version, balance) VALUES ({id}, {version}, {Balance(version)})",
            "transfers" => $"INSERT INTO transfers (id, version, amount, note) VALUES ({id}, {version}, {Amount(version)}, repeat('n', {length}))",
            "documents" => $"INSERT INTO documents (id, version, body) VALUES ({id}, {version}, repeat('b', {length}))",
            _ => $"INSERT INTO drifting (id, version) VALUES ({id}, {version})",
        });
        Inserted(transaction, table, id, version);
    }

    private void Inserted(PlannedTransaction transaction, string table, long id, long version)
    {
        var length = LengthOf(version);
        var value = table switch
        {
            "accounts" => Text(Balance(version)),
            "transfers" => $"{Text(Amount(version))}/{length}",
            "documents" => Text(length),
            _ => "",
        };
        var rows = _rows[table];
        rows.Set(id, new LiveRow(version, length));
        transaction.Add(new ModelChange(table, 'I', id, version, value), () => rows.Remove(id));
    }

    private void Update(PlannedTransaction transaction, string table, long id)
    {
        var rows = _rows[table];
        var (before, version) = (rows[id], Number());
        // A document's body stays every second time; a transfer's note always does, and is not logged when it is long.
        var length = table == "documents" && version % 4 < 2 ? LengthOf(version) : before.TextLength;
        transaction.Add(table switch
        {
            "accounts" => $"UPDATE accounts SET version = {version}, balance = {Balance(version)} WHERE id = {id}",
            "transfers" => $"UPDATE transfers SET version = {version}, amount = {Amount(version)} WHERE id = {id}",
            "documents" when length != before.TextLength =>
                $"UPDATE documents SET version = {version}, body = repeat('b', {length}) WHERE id = {id}",
            "documents" => $"UPDATE documents SET version = {version} WHERE id = {id}",
            _ => $"UPDATE drifting SET version = {version} WHERE id = {id}",
        });
        var value = table switch
        {
            "accounts" => Text(Balance(version)),
            "transfers" => $"{Text(Amount(version))}/{(IsLong(length) ? "-" : Text(length))}",
            "documents" => $"{length}<{before.Version}",
            _ => "",
        };
        rows.Set(id, new LiveRow(version, length));
        transaction.Add(new ModelChange(table, 'U', id, version, value), () => rows.Set(id, before));
    }

    private void Delete(PlannedTransaction transaction, string table, long id)
    {
        var rows = _rows[table];
        var before = rows[id];
        transaction.Add($"DELETE FROM {table} WHERE id = {id}");
        rows.Remove(id);
        transaction.Add(
            new ModelChange(table, 'D', id, 0, table == "documents" ? $"<{before.Version}" : ""), () => rows.Set(id, before));
    }

    // Many rows at once, numbered as if each had been inserted by itself.
    private void Series(PlannedTransaction transaction, int count)
    {
        var table = Tables[random.Next(2)];
        var first = Number();
        for (var i = 0; i < count; i++)
            Inserted(transaction, table, i == 0 ? first : Number(), Number());
        var step = 2 * writers;
        var columns = table == "accounts"
            ? (FormattableString)$"v * 3 + 1"
            : $"(v % 1000000)::numeric / 100, repeat('n', (CASE WHEN v % 37 = 0 THEN {LongText} ELSE v % 31 END)::int)";
        transaction.Add(
            $"INSERT INTO {table} SELECT v - {writers}, v, {columns} FROM generate_series({first + writers}, {first + writers + (long)step * (count - 1)}, {step}) v");
    }

    private const int LongText = 4000;

    private static int LengthOf(long version) => version % 37 == 0 ? LongText : (int)(version % 31);

    private static bool IsLong(int length) => length == LongText;

    private static long Balance(long version) => version * 3 + 1;

    private static decimal Amount(long version) => new((int)(version % 1_000_000), 0, 0, false, 2);

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);

    private long Number() => ++_lastNumber * writers + writer;
}
