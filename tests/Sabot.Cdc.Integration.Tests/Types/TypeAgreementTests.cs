using Sabot.Cdc.Integration.Tests.Servers;
using Sabot.Cdc.Integration.Tests.Tool;
using Sabot.Cdc.Naming;
using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Integration.Tests.Types;

/// <summary>Scaffold, generator and plugin have to mean the same by each type that a server has.</summary>
[Collection(ServerCollection.Name)]
public sealed class TypeAgreementTests(ServerFixture fixture) : IAsyncLifetime
{
    private const string Database = "type_agreement_tests";

    private static readonly string[] WithModifier =
    [
        .. from suffix in (string[])["", "[]"]
           from type in (string[])
           [
               "varchar(7)", "char(3)", "bpchar", "\"char\"", "bit(3)", "varbit(9)",
               "time(2)", "timetz(2)", "timestamp(2)", "timestamptz(2)",
               "numeric(1)", "numeric(12,2)", "numeric(38,38)", "numeric(38,0)", "numeric(39,2)", "numeric(1000,0)", "numeric",
               "interval(0)", "interval(6)", "interval year", "interval month", "interval day", "interval hour", "interval minute",
               "interval second", "interval second(2)", "interval year to month", "interval day to hour", "interval day to minute",
               "interval day to second", "interval day to second(0)", "interval hour to minute", "interval hour to second",
               "interval hour to second(5)", "interval minute to second", "interval minute to second(1)",
               "mood", "pair", "cents", "spans", "\"interval\"", "\"Odd \"\"oid\"\" (3)\"", "\"oid\"", "other.oid", "other.\"interval day\"", "pairs",
           ]
           select type + suffix,
    ];

    private readonly PostgresServer _server = fixture.Server;
    private string _connection = "";

    public async Task InitializeAsync()
    {
        _connection = await _server.CreateDatabaseAsync(Database);
        await _server.ExecuteAsync($"SELECT pg_create_logical_replication_slot('{Database}', 'wal2arrow')", Database);
        await _server.ExecuteAsync(
            """
            CREATE SCHEMA other;
            CREATE TYPE mood AS ENUM ('good');
            CREATE TYPE pair AS (a int, b interval);
            CREATE DOMAIN cents AS numeric(10,2);
            CREATE DOMAIN spans AS interval day to second(3);
            CREATE DOMAIN pairs AS pair;
            CREATE TYPE other.oid AS ENUM ('o');
            CREATE DOMAIN other."interval day" AS oid;
            CREATE TYPE "Odd ""oid"" (3)" AS ENUM ('o');
            """,
            Database);
    }

    public async Task DisposeAsync() => await _server.DropDatabaseAsync(Database);

    [Fact]
    public async Task EachTypeOfTheServerArrivesAsTheGeneratorTakesIt()
    {
        var all = await _server.QueryAsync<string[]>(
            """
            SELECT array_agg(format_type(oid, NULL)) FROM pg_type t
            WHERE typisdefined AND typtype IN ('b', 'e', 'r', 'm', 'd') AND typnamespace = 'pg_catalog'::regnamespace
            AND NOT EXISTS (SELECT FROM pg_type e WHERE e.oid = t.typelem AND e.typtype IN ('p', 'c'))
            """,
            Database);
        string[] types = [.. all!, .. WithModifier];
        await _server.ExecuteAsync($"CREATE TABLE everything ({string.Join(", ", types.Select((type, i) => $"c{i} {type}"))}); INSERT INTO everything DEFAULT VALUES", Database);
        EverythingChange.Compiled = await ScaffoldAsync();
        Assert.Equal(types.Length, EverythingChange.Table.Columns.Length);

        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await using var client = new CdcClient(new CdcOptions { ConnectionString = _connection, Slot = Database });
        await foreach (var change in client.Subscribe<EverythingChange, EverythingBatch>().WithCancellation(limit.Token))
        {
            // A column that arrives as something else has ended the stream with an exception by now.
            Assert.All(Enumerable.Range(0, types.Length), column => Assert.True(change.Row.IsNull(column)));
            break;
        }
    }

    /// <summary>The table as the generator would compile it from its scaffolded file and those of its types.</summary>
    private async Task<CdcTable> ScaffoldAsync()
    {
        var folder = Directory.CreateTempSubdirectory("sabot-cdc-");
        var run = await ToolRun.ScaffoldAsync(_connection, folder.FullName);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var items = folder.EnumerateFiles().Select(file => SchemaParser.Parse(File.ReadAllText(file.FullName)).Item!).ToList();
        folder.Delete(recursive: true);

        var table = Assert.Single(items.OfType<SchemaTable>());
        var types = items.Where(item => item is not SchemaTable).ToDictionary(item => (item.Schema, item.Name));
        return new CdcTable("public", "everything", CdcReplicaIdentity.Default, [], [.. table.Columns.Select(column => Compile(column, types))]);
    }

    private static CdcColumn Compile(SchemaColumn column, Dictionary<(string, string), SchemaItem> types)
    {
        var kind = PostgresType.KindOf(column, (schema, name) => types.GetValueOrDefault((schema, name)));
        Assert.True(kind is not null, $"{column.Name} {column.Type}");
        var type = SchemaTypeName.Of(column.Type);
        CdcColumn[] children = kind switch
        {
            ColumnKind.Array => [Compile(new SchemaColumn("item", type.Element, false) { IsText = column.IsText }, types)],
            ColumnKind.Composite => [.. ((SchemaComposite)types[(type.Schema!, type.Name)]).Attributes.Select(attribute => Compile(attribute, types))],
            _ => [],
        };
        return new CdcColumn(column.Name, kind == ColumnKind.Enum ? CdcType.Text : Enum.Parse<CdcType>(kind.ToString()!), column.Type, true, children);
    }

    private readonly struct EverythingChange(CdcBatch batch, int row) : ICdcChange<EverythingChange>
    {
        public static CdcTable? Compiled { get; set; }

        public static CdcTable Table => Compiled!;

        public CdcRowView Row { get; } = new(batch, row);

        public CdcChangeKind Kind => View.Kind;

        public CdcPosition Position => View.Position;

        public DateTime CommitTime => View.CommitTime;

        public uint TransactionId => View.TransactionId;

        CdcTable ICdcChange.Table => Table;

        private CdcChangeView View { get; } = new(batch, row);

        public static EverythingChange Create(CdcBatch batch, int row) => new(batch, row);
    }

    private readonly struct EverythingBatch : ICdcBatch<EverythingBatch>
    {
        public static EverythingBatch Create(CdcBatch batch) => default;
    }
}
