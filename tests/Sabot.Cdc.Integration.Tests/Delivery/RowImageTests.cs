using Sabot.Cdc.Integration.Tests.Harness;
using Sabot.Cdc.Integration.Tests.Servers;

namespace Sabot.Cdc.Integration.Tests.Delivery;

/// <summary>Which values a change carries: what PostgreSQL logs by replica identity, and large values that it does not.</summary>
[Collection(ServerCollection.Name)]
public sealed class RowImageTests(ServerFixture fixture)
{
    [Fact]
    public async Task ALargeValueIsThereNullOrUnchangedAndNeverASilentNull()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "toast_default");
        await database.CreateSlotAsync();
        await database.ExecuteAsync(
            """
            INSERT INTO documents VALUES (1, 'inserted', repeat('b', 10000), decode(repeat('ab', 10000), 'hex'), to_jsonb(repeat('p', 10000)));
            UPDATE documents SET title = 'unchanged';
            UPDATE documents SET title = 'body null', body = NULL;
            UPDATE documents SET title = 'body small', body = 'small';
            UPDATE documents SET title = 'body large', body = repeat('c', 20000);
            UPDATE documents SET title = 'key', id = 2;
            UPDATE documents SET title = 'all null', body = NULL, content = NULL, profile = NULL;
            """);
        await using var client = database.Client();

        var rows = await Follower.Start(client.Documents(), change =>
        {
            var row = change.After!.Value;
            return $"{row.Title}: {State(row.HasBody, () => row.IsBodyNull, () => row.Body!.Length)} "
                + $"{State(row.HasBody, () => row.IsBodyNull, () => row.BodyUtf8.Length)} "
                + $"{State(row.HasContent, () => row.IsContentNull, () => row.Content.Length)} "
                + $"{State(row.HasProfile, () => row.IsProfileNull, () => row.ProfileUtf8.Length)}";
        }).WaitForAsync(7);

        Assert.Equal(
            [
                "inserted: 10000 10000 10000 10002",
                "unchanged: unchanged unchanged unchanged unchanged",
                "body null: null null unchanged unchanged",
                "body small: 5 5 unchanged unchanged",
                "body large: 20000 20000 unchanged unchanged",
                "key: unchanged unchanged unchanged unchanged",
                "all null: null null null null",
            ],
            rows);
    }

    [Fact]
    public async Task ReadingAnUnchangedLargeValueNamesTheColumnAndBothWaysOut()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "toast_message");
        await database.CreateSlotAsync();
        await database.ExecuteAsync("INSERT INTO documents VALUES (1, 'a', repeat('b', 10000)); UPDATE documents SET title = 'b'");
        await using var client = database.Client();

        var errors = await Follower.Start(client.Documents(), change =>
            change.Kind == CdcChangeKind.Insert ? null : Assert.Throws<CdcUnchangedValueException>(() => change.After!.Value.Body)).WaitForAsync(2);

        var error = errors[1]!;
        Assert.Equal(("public.documents", "body"), (error.Table, error.Column));
        Assert.Contains("public.documents.body", error.Message, StringComparison.Ordinal);
        Assert.Contains("Has", error.Message, StringComparison.Ordinal);
        Assert.Contains("ALTER TABLE public.documents REPLICA IDENTITY FULL", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithFullIdentityAnUnchangedLargeValueIsFilledInFromTheOldRow()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "toast_full");
        await database.CreateSlotAsync();
        await database.ExecuteAsync(
            """
            INSERT INTO documents_full VALUES (1, 'a', repeat('b', 10000), decode(repeat('ab', 10000), 'hex'), to_jsonb(repeat('p', 10000)));
            UPDATE documents_full SET title = 'b';
            DELETE FROM documents_full;
            """);
        await using var client = database.Client();

        var changes = await Follower.Start(client.DocumentsFull(), change => $"{change.Kind}: {Text(change.Before)} -> {Text(change.After)}").WaitForAsync(3);

        Assert.Equal(
            [
                "Insert: nothing -> a 10000 10000 10002",
                "Update: a 10000 10000 10002 -> b 10000 10000 10002",
                "Delete: b 10000 10000 10002 -> nothing",
            ],
            changes);

        static string Text(DocumentsFullRow? image) =>
            image is { } row ? $"{row.Title} {row.Body!.Length} {row.Content.Length} {row.ProfileUtf8.Length}" : "nothing";
    }

    [Fact]
    public async Task AnUpdateOfTheKeyHasThePreviousKeyAndAnyOtherHasNone()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "previous_key");
        await database.CreateSlotAsync();
        await database.ExecuteAsync(
            """
            INSERT INTO accounts VALUES (1, 10);
            UPDATE accounts SET balance = 20;
            UPDATE accounts SET id = 2;
            DELETE FROM accounts;
            """);
        await using var client = database.Client();

        var changes = await Follower.Start(client.Accounts(), change =>
            $"{change.Kind} {change.Key.Id}, was {change.PreviousKey?.Id.ToString() ?? "the same"}, {change.After?.Balance.ToString() ?? "gone"}").WaitForAsync(4);

        Assert.Equal(["Insert 1, was the same, 10", "Update 1, was the same, 20", "Update 2, was 1, 20", "Delete 2, was the same, gone"], changes);
    }

    [Fact]
    public async Task WithIndexIdentityTheKeyIsThatOfTheIndexAlsoWhereItIsLarge()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "index_identity");
        await database.CreateSlotAsync();
        await database.ExecuteAsync(
            """
            ALTER TABLE memberships ALTER email SET STORAGE EXTERNAL;
            INSERT INTO memberships VALUES (1, 7, 'a@b.c', '2024-01-01');
            UPDATE memberships SET id = 2, since = '2024-01-02';
            UPDATE memberships SET email = repeat('x', 2500);
            UPDATE memberships SET since = '2024-01-03';
            UPDATE memberships SET tenant = 8;
            DELETE FROM memberships;
            """);
        await using var client = database.Client();

        var changes = await Follower.Start(client.Memberships(), change => $"{change.Kind} {Text(change.Key)}, was {(change.PreviousKey is { } key ? Text(key) : "the same")}").WaitForAsync(6);

        Assert.Equal(
            [
                "Insert 7 a@b.c, was the same",
                "Update 7 a@b.c, was the same",
                "Update 7 x*2500, was 7 a@b.c",
                "Update 7 x*2500, was the same",
                "Update 8 x*2500, was 7 x*2500",
                "Delete 8 x*2500, was the same",
            ],
            changes);

        static string Text(MembershipsKey key) => $"{key.Tenant} {(key.Email.Length < 100 ? key.Email : key.Email[0] + "*" + key.Email.Length)}";
    }

    [Fact]
    public async Task ATableWithoutIdentityStillYieldsItsUpdatesAndDeletes()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "no_identity");
        await database.CreateSlotAsync();
        await database.ExecuteAsync("INSERT INTO events VALUES (1, 'a'), (NULL, NULL); UPDATE events SET what = 'b' WHERE at = 1; DELETE FROM events");
        await using var client = database.Client();

        var changes = await Follower.Start(client.Events(), change => $"{change.Kind} {(change.After is { } row ? $"{row.At} {row.What}" : "gone")}").WaitForAsync(5);

        Assert.Equal(["Insert 1 a", "Insert  ", "Update 1 b", "Delete gone", "Delete gone"], changes);
    }

    [Fact]
    public async Task ATruncateOfTwoTablesIsOneChangeInEachAtTheSamePosition()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "truncated");
        await database.CreateSlotAsync();
        await database.ExecuteAsync("INSERT INTO accounts VALUES (1, 1); INSERT INTO transfers VALUES (1, 1, 1); TRUNCATE accounts, transfers; INSERT INTO accounts VALUES (2, 2)");
        await using var client = database.Client();

        var (accountChanges, transferChanges) = (client.Accounts(), client.Transfers());
        var accounts = Follower.Start(accountChanges, change =>
        {
            if (change.Kind == CdcChangeKind.Truncate)
                Assert.Throws<InvalidOperationException>(() => change.Key);
            return (change.Kind, change.After?.Id, change.PreviousKey, change.Position);
        });
        var transfers = Follower.Start(transferChanges, change => (change.Kind, change.After?.Id, change.Position));

        await accounts.WaitForAsync(3);
        await transfers.WaitForAsync(2);
        Assert.Equal(
            [(CdcChangeKind.Insert, 1, null), (CdcChangeKind.Truncate, null, null), (CdcChangeKind.Insert, 2, (AccountsKey?)null)],
            accounts.Items.Select(change => (change.Kind, change.Id, change.PreviousKey)));
        Assert.Equal([(CdcChangeKind.Insert, 1), (CdcChangeKind.Truncate, (long?)null)], transfers.Items.Select(change => (change.Kind, change.Id)));
        Assert.Equal(accounts.Items[1].Position, transfers.Items[1].Position);
    }

    [Fact]
    public async Task AChangeSaysWhichTransactionItIsOfAndWhenThatCommitted()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "transaction_facts");
        await database.CreateSlotAsync();
        var before = await database.QueryAsync<DateTime>("SELECT clock_timestamp()");
        var xid = await database.QueryAsync<long>("WITH i AS (INSERT INTO accounts VALUES (1, 1)) SELECT pg_current_xact_id()::text::int8");
        var after = await database.QueryAsync<DateTime>("SELECT clock_timestamp()");
        var end = await database.WalEndAsync();
        await using var client = database.Client();

        var (transaction, time, position) = Assert.Single(await Follower.Start(client.Accounts(), change => (change.TransactionId, change.CommitTime, change.Position)).WaitForAsync(1));

        Assert.Equal((uint)xid, transaction);
        Assert.InRange(time, before, after);
        Assert.Equal(DateTimeKind.Utc, time.Kind);
        Assert.InRange(position.Lsn, 1UL, end);
    }

    private static string State(bool isThere, Func<bool> isNull, Func<int> length)
    {
        if (isThere)
            return isNull() ? "null" : length().ToString();
        Assert.Throws<CdcUnchangedValueException>(() => isNull());
        Assert.Throws<CdcUnchangedValueException>(() => length());
        return "unchanged";
    }
}
