using Sabot.Cdc.Generator.Tests.Harness;
using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Generator.Tests.Emit;

public sealed class RunningCodeTests
{
    private static readonly SchemaColumn[] Columns = [new("email", "text", true), new("id", "bigint", true)];

    [Fact]
    public void Changes_have_the_keys_and_images_of_their_kind() => Assert.Equal(
        [
            "Insert 0/16B3748:0 key 1 was - after ada",
            "Update 0/16B3748:2 key 2 was 1 after ada2",
            "Update 0/16B3748:3 key 2 was - after not there",
            "Delete 0/16B3748:4 key 2 was - after -",
            "Truncate 0/16B3748:5 InvalidOperationException was - after -",
            "sum 8 of 6 rows",
        ],
        Run(SchemaIdentity.Default, ["id"], """
            var batch = UsersBatch(StreamedBatch.Of<App.UsersChange>("IOUUDT", new byte[] { 0, 0, 0, 1, 0, 0 }, "default", "[\"id\"]",
                ("email", "text", StreamedBatch.Strings("ada", null, "ada2", null, null, null)),
                ("id", "bigint", StreamedBatch.Longs(1, 1, 2, 2, 2, null))));
            foreach (var change in batch)
            {
                var key = Try(() => "key " + change.Key.Id);
                var email = change.After is not { } row ? "-" : row.HasEmail ? row.Email : Try(() => row.Email) == "CdcUnchangedValueException" ? "not there" : "wrong";
                lines.Add($"{change.Kind} {change.Position} {key} was {change.PreviousKey?.Id.ToString() ?? "-"} after {email}");
            }

            long sum = 0;
            for (var i = 0; i < batch.Count; i++)
                sum += batch.IdValidity[i] ? batch.IdColumn[i] : 0;
            lines.Add($"sum {sum} of {batch.Count} rows");
            """));

    [Fact]
    public void A_full_identity_has_the_row_before_and_a_previous_key_only_where_the_key_changed() => Assert.Equal(
        ["Insert - was -", "Update ada was -", "Update ada2 was 1", "Delete ada3 was -", "Truncate - was -"],
        Run(SchemaIdentity.Full, ["id"], """
            var batch = UsersBatch(StreamedBatch.Of<App.UsersChange>("IOUOUDT", new byte[7], "full", "[\"id\"]",
                ("email", "text", StreamedBatch.Strings("ada", "ada", "ada2", "ada2", "ada3", "ada3", null)),
                ("id", "bigint", StreamedBatch.Longs(1, 1, 1, 1, 2, 2, null))));
            foreach (var change in batch)
                lines.Add($"{change.Kind} {change.Before?.Email ?? "-"} was {change.PreviousKey?.Id.ToString() ?? "-"}");
            """));

    [Fact]
    public void A_key_that_is_missing_from_the_new_row_is_that_of_the_old_image() => Assert.Equal(
        ["Update ada was -", "Update bob was ada"],
        Run(SchemaIdentity.Index, ["email"], """
            var batch = UsersBatch(StreamedBatch.Of<App.UsersChange>("OUOU", new byte[] { 0, 1, 0, 0 }, "index", "[\"email\"]",
                ("email", "text", StreamedBatch.Strings("ada", null, "ada", "bob")),
                ("id", "bigint", StreamedBatch.Longs(null, 1, null, 1))));
            foreach (var change in batch)
                lines.Add($"{change.Kind} {change.Key.Email} was {change.PreviousKey?.Email ?? "-"}");
            """));

    [Fact]
    public void An_old_image_is_no_change_of_the_batch_and_a_released_batch_is_not_read() => Assert.Equal(
        ["ArgumentException", "Update", "CdcStaleViewException", "CdcStaleViewException", "CdcStaleViewException"],
        Run(SchemaIdentity.Default, ["id"], """
            var source = StreamedBatch.Of<App.UsersChange>("OU", new byte[2], "default", "[\"id\"]",
                ("email", "text", StreamedBatch.Strings(null, "ada")), ("id", "bigint", StreamedBatch.Longs(1, 2)));
            var batch = UsersBatch(source);
            lines.Add(Try(() => batch[0].Kind.ToString()));
            lines.Add(Try(() => batch[1].Kind.ToString()));
            var row = batch[1].After!.Value;
            StreamedBatch.Release(source);
            lines.Add(Try(() => row.Email));
            lines.Add(Try(() => batch.IdColumn[0].ToString()));
            lines.Add(Try(() => { foreach (var change in batch) { } return "wrong"; }));
            """));

    [Fact]
    public void An_interval_that_does_not_fit_is_no_null_and_its_text_is_raw() => Assert.Equal(
        [
            "Insert 5 P1M-2DT0.000003S raw - every PT1H",
            "Insert 6 - raw - every PT1H",
            "Insert 7 CdcValueException raw 2562047:47:17 every PT1H",
            "Delete 4294967295 CdcUnchangedValueException raw CdcUnchangedValueException every PT2H",
            "public.users.term is 2562047:47:17, which an Arrow interval cannot hold; read the column's Raw property (GetIntervalRaw) instead.",
            "sum 4294967313 of 4 rows, term True False False False P1M-2DT0.000003S",
            "True False",
        ],
        Run(
            SchemaIdentity.Default,
            ["owner", "every"],
            [new("every", "interval hour to minute", true), new("owner", "oid", true), new("term", "interval", false)],
            """
            var source = StreamedBatch.Of<App.UsersChange>("IIID", new byte[4], "default", "[\"owner\",\"every\"]",
                new[] { null, null, "{\"term\":\"2562047:47:17\"}", null },
                ("every", "interval hour to minute", StreamedBatch.Intervals((0, 0, 3_600_000_000_000), (0, 0, 3_600_000_000_000), (0, 0, 3_600_000_000_000), (0, 0, 7_200_000_000_000))),
                ("owner", "oid", StreamedBatch.Oids(5, 6, 7, uint.MaxValue)),
                ("term", "interval", StreamedBatch.Intervals((1, -2, 3000), null, null, null)));
            var batch = UsersBatch(source);
            foreach (var change in batch)
            {
                var (term, raw) = change.After is { } after
                    ? (Try(() => after.Term?.ToString() ?? "-"), Try(() => after.TermRaw ?? "-"))
                    : (Try(() => new CdcRowView(source, 3).GetNullableInterval(2).ToString()!), Try(() => new CdcRowView(source, 3).GetIntervalRaw(2) ?? "-"));
                lines.Add($"{change.Kind} {change.Key.Owner} {term} raw {raw} every {change.Key.Every}");
            }

            try { _ = batch[2].After!.Value.Term; }
            catch (CdcValueException error) { lines.Add(error.Message); }
            long sum = 0;
            foreach (var owner in batch.OwnerColumn)
                sum += owner;
            var valid = batch.TermValidity;
            lines.Add($"sum {sum} of {batch.Count} rows, term {valid[0]} {valid[1]} {valid[2]} {valid[3]} {batch.TermColumn[0]}");
            lines.Add($"{batch[0].Key == new App.UsersKey(5, new CdcInterval(0, 0, 3_600_000_000))} {batch[0].Key == batch[1].Key}");
            """));

    [Fact]
    public void Keys_of_bytes_are_equal_by_their_bytes()
    {
        var consumer = new Consumer()
            .With(CdcText.File(CdcText.Print("files", SchemaIdentity.Default, ["hash", "name"], [new("hash", "bytea", true), new("name", "text", true)])))
            .WithCode("""
                namespace App;
                public static class Scenario
                {
                    public static System.Collections.Generic.IReadOnlyList<string> Run()
                    {
                        var (a, b) = (new FilesKey(new byte[] { 1, 2 }, "x"), new FilesKey(new byte[] { 1, 2 }, "x"));
                        var (c, d) = (new FilesKey(new byte[] { 1, 3 }, "x"), new FilesKey(new byte[] { 1, 2 }, "y"));
                        return new[] { $"{a == b} {a.GetHashCode() == b.GetHashCode()} {a == c} {a == d} {default(FilesKey) == a}" };
                    }
                }
                """);
        consumer.Run();
        Assert.Equal(["True True False False False"], consumer.Call("App.Scenario", "Run"));
    }

    private static IReadOnlyList<string> Run(SchemaIdentity identity, string[] key, string body) => Run(identity, key, Columns, body);

    private static IReadOnlyList<string> Run(SchemaIdentity identity, string[] key, SchemaColumn[] columns, string body)
    {
        var consumer = new Consumer()
            .With(CdcText.File(CdcText.Print("users", identity, key, columns)))
            .WithCode($$"""
                using System;
                using System.Collections.Generic;
                using Sabot.Cdc;
                using Sabot.Cdc.Generator.Tests.Harness;
                public static class Scenario
                {
                    public static IReadOnlyList<string> Run()
                    {
                        var lines = new List<string>();
                        {{body}}
                        return lines;
                    }
                    private static App.UsersBatch UsersBatch(CdcBatch batch) => Create<App.UsersBatch>(batch);
                    private static T Create<T>(CdcBatch batch) where T : struct, ICdcBatch<T> => T.Create(batch);
                    private static string Try(Func<string> read)
                    {
                        try { return read(); }
                        catch (Exception exception) { return exception.GetType().Name; }
                    }
                }
                """);
        consumer.Run();
        return consumer.Call("Scenario", "Run");
    }
}
