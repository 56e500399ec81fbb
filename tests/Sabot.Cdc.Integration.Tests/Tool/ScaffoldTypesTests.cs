using System.Text;
using Npgsql;
using Sabot.Cdc.Integration.Tests.Servers;

namespace Sabot.Cdc.Integration.Tests.Tool;

/// <summary>What scaffold makes of enums, composites, domains, arrays, comments and types that it does not know.</summary>
[Collection(ServerCollection.Name)]
public sealed class ScaffoldTypesTests(ServerFixture fixture)
{
    private const string Shop =
        """
        CREATE TYPE mood AS ENUM ('sad', 'very happy');
        ALTER TYPE mood ADD VALUE 'so-so' BEFORE 'very happy';
        COMMENT ON TYPE mood IS 'How somebody feels.';
        CREATE DOMAIN zip AS varchar(10);
        CREATE DOMAIN swiss_zip AS zip;
        CREATE DOMAIN moods AS mood[];
        CREATE DOMAIN price AS numeric(12,2) NOT NULL;
        CREATE TYPE span AS RANGE (subtype = integer);
        CREATE TYPE "Place" AS (gone integer, street text, zip swiss_zip);
        ALTER TYPE "Place" DROP ATTRIBUTE gone;
        COMMENT ON COLUMN "Place".street IS E'with\n"the number"';
        CREATE DOMAIN home AS "Place";
        CREATE TABLE countries (code char(2) PRIMARY KEY, mood mood NOT NULL);
        COMMENT ON TABLE countries IS 'Countries.';
        CREATE TYPE unused AS ENUM ('a');
        CREATE TABLE users (
            id bigint PRIMARY KEY, home home, homes "Place"[], country countries, moods moods, prices price[], seen span, spans span[],
            tags text[], twice bigint GENERATED ALWAYS AS (id * 2) STORED);
        COMMENT ON TABLE users IS E'People.\r\nOne \\ row each.';
        COMMENT ON COLUMN users.tags IS 'no order';
        """;

    [Fact]
    public async Task TypesOfColumnsGetFilesAlsoThroughDomainsArraysAndComposites()
    {
        await using var folder = await ScaffoldFolder.CreateAsync(fixture.Server, "scaffold_types", Shop);

        var run = await folder.ScaffoldAsync();

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            """
            format 1
            table public.users
            comment "People.\r\nOne \\ row each."
            identity default
            key id
            column country public.countries
            column home public."Place"
              domain public.home
            column homes public."Place"[]
            column id bigint not null
            column moods public.mood[]
              domain public.moods
            column prices numeric(12,2)[]
              domain public.price[]
            column seen public.span
              as text
            column spans public.span[]
              as text
            column tags text[]
              comment "no order"
            column twice bigint
              generated

            """,
            folder.Read("users"));
        Assert.Equal("format 1\nenum public.mood\ncomment \"How somebody feels.\"\nlabel sad\nlabel \"so-so\"\nlabel \"very happy\"\n", folder.Read("mood.type"));
        Assert.Equal(
            """
            format 1
            composite public."Place"
            attribute street text
              comment "with\n\"the number\""
            attribute zip character varying(10)
              domain public.swiss_zip

            """,
            folder.Read("Place.type"));
        Assert.Equal(
            "format 1\ncomposite public.countries\ncomment \"Countries.\"\nattribute code character(2)\nattribute mood public.mood\n",
            folder.Read("countries.type"));
        Assert.Equal(
            ["public.Place.type.cdc", "public.countries.cdc", "public.countries.type.cdc", "public.mood.type.cdc", "public.users.cdc"], folder.ReadAll().Keys);
        Assert.EndsWith("2 tables, 3 types: 5 written, 0 unchanged\n", run.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Equal(
            """
            warning: public.users.seen: type public.span is read as text, because Sabot.Cdc does not know the type.
            warning: public.users.spans: the elements of type public.span[] are read as text, because Sabot.Cdc does not know the type.

            """,
            run.Error.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task TheSameSchemaMadeInAnotherOrderAndWithOtherSettingsGivesTheSameBytes()
    {
        await using var folder = await ScaffoldFolder.CreateAsync(fixture.Server, "scaffold_types", Shop);
        await using var other = await ScaffoldFolder.CreateAsync(
            fixture.Server, "scaffold_types_2",
            """
            CREATE TABLE users (id bigint, gone integer, tags text[]);
            ALTER TABLE users DROP gone, ADD twice bigint GENERATED ALWAYS AS (id * 2) STORED, ADD PRIMARY KEY (id);
            COMMENT ON COLUMN users.tags IS 'no order';
            CREATE TYPE span AS RANGE (subtype = integer);
            CREATE DOMAIN price AS numeric(12,2) NOT NULL;
            CREATE TYPE "mood" AS ENUM ('very happy');
            ALTER TYPE mood ADD VALUE 'sad' BEFORE 'very happy';
            ALTER TYPE mood ADD VALUE 'so-so' AFTER 'sad';
            CREATE DOMAIN moods AS mood[];
            CREATE TABLE countries (mood mood NOT NULL, code char(2) PRIMARY KEY);
            CREATE DOMAIN zip AS varchar(10);
            CREATE DOMAIN swiss_zip AS zip;
            CREATE TYPE "Place" AS (zip swiss_zip, street text);
            COMMENT ON COLUMN "Place".street IS E'with\n"the number"';
            CREATE DOMAIN home AS "Place";
            ALTER TABLE users ADD spans span[], ADD seen span, ADD prices price[], ADD moods moods, ADD country countries, ADD homes "Place"[], ADD home home;
            COMMENT ON TABLE countries IS 'Countries.';
            COMMENT ON TABLE users IS E'People.\r\nOne \\ row each.';
            COMMENT ON TYPE mood IS 'How somebody feels.';
            ALTER DATABASE scaffold_types_2 SET search_path = public, pg_catalog;
            ALTER DATABASE scaffold_types_2 SET quote_all_identifiers = on;
            ALTER DATABASE scaffold_types_2 SET bytea_output = 'escape';
            """);

        var runs = (await folder.ScaffoldAsync(), await other.ScaffoldAsync());

        Assert.Equal(runs.Item1.Error, runs.Item2.Error);
        var (files, otherFiles) = (folder.ReadAll(), other.ReadAll());
        Assert.Equal(files.Keys, otherFiles.Keys);
        foreach (var (name, text) in files)
            Assert.Equal((name, Encoding.UTF8.GetString(text)), (name, Encoding.UTF8.GetString(otherFiles[name])));
    }

    [Fact]
    public async Task ATypeThatChangesRewritesItsFileOnlyAndOneThatIsNotUsedAnyMoreIsSaid()
    {
        await using var folder = await ScaffoldFolder.CreateAsync(fixture.Server, "scaffold_types", "CREATE TYPE mood AS ENUM ('sad'); CREATE TABLE t (id int, mood mood)");
        await folder.ScaffoldAsync();

        await folder.ExecuteAsync("ALTER TYPE mood ADD VALUE 'ok'");
        var run = await folder.ScaffoldAsync();
        Assert.StartsWith($"unchanged {folder.PathOf("t")}\nwrote {folder.PathOf("mood.type")}\n", run.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);

        await folder.ExecuteAsync("ALTER TABLE t DROP mood");
        run = await folder.ScaffoldAsync();
        Assert.Equal(1, run.ExitCode);
        Assert.Equal($"{folder.PathOf("mood.type")}: no column has type public.mood any more; delete the file.", run.Error.TrimEnd());
        Assert.EndsWith("removed mood public.mood\n", folder.Read("t"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARunOfOneTableLeavesTypesOfOthersAlone()
    {
        await using var folder = await ScaffoldFolder.CreateAsync(
            fixture.Server, "scaffold_types", "CREATE TYPE a AS ENUM ('a'); CREATE TYPE b AS ENUM ('b'); CREATE TABLE t (a a); CREATE TABLE u (b b)");
        await folder.ScaffoldAsync();
        await folder.ExecuteAsync("ALTER TYPE a ADD VALUE 'x'; ALTER TYPE b ADD VALUE 'x'");

        var run = await folder.ScaffoldAsync("--table", "t");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.EndsWith("label x\n", folder.Read("a.type"), StringComparison.Ordinal);
        Assert.EndsWith("label b\n", folder.Read("b.type"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnArrayOfADomainOverAnArrayIsWarnedOf()
    {
        await using var folder = await ScaffoldFolder.CreateAsync(fixture.Server, "scaffold_types", "CREATE DOMAIN ints AS int[]; CREATE TABLE t (a ints, b ints[])");

        var run = await folder.ScaffoldAsync();

        Assert.StartsWith("warning: public.t.b: it is an array of domain public.ints, which is one of arrays itself", run.Error, StringComparison.Ordinal);
        Assert.EndsWith("column a integer[]\n  domain public.ints\ncolumn b integer[][]\n  domain public.ints[]\n  as text\n", folder.Read("t"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACompositeWithoutAttributesIsReadAsTextAndWarnedOf()
    {
        await using var folder = await ScaffoldFolder.CreateAsync(
            fixture.Server,
            "scaffold_types",
            """
            CREATE TYPE gone AS (a int);
            ALTER TYPE gone DROP ATTRIBUTE a;
            CREATE TYPE nest AS (g gone, n int);
            CREATE TABLE t (g gone, gs gone[], n nest);
            """);

        var run = await folder.ScaffoldAsync();

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            """
            warning: public.t.g: type public.gone is read as text, because it is a composite without attributes.
            warning: public.t.gs: the elements of type public.gone[] are read as text, because it is a composite without attributes.
            warning: public.nest.g: type public.gone is read as text, because it is a composite without attributes.

            """.ReplaceLineEndings("\n"),
            run.Error.ReplaceLineEndings("\n"));
        Assert.EndsWith("column g public.gone\n  as text\ncolumn gs public.gone[]\n  as text\ncolumn n public.nest\n", folder.Read("t"), StringComparison.Ordinal);
        Assert.EndsWith("attribute g public.gone\n  as text\nattribute n integer\n", folder.Read("nest.type"), StringComparison.Ordinal);
        Assert.Equal(["public.nest.type.cdc", "public.t.cdc"], folder.ReadAll().Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task WhatOnlyNewServersHaveIsReadWhereItIs()
    {
        await using var folder = await ScaffoldFolder.CreateAsync(
            fixture.Server, "scaffold_types", "CREATE TABLE t (id int PRIMARY KEY, checked int NOT NULL, doubtful int); CREATE TABLE u (id int NOT NULL)");
        var knowsThem = await MajorVersionAsync(folder) >= 18;
        if (knowsThem)
        {
            await folder.ExecuteAsync(
                """
                ALTER TABLE t ADD CONSTRAINT doubtful NOT NULL doubtful NOT VALID, ADD twice int GENERATED ALWAYS AS (id * 2) VIRTUAL;
                ALTER TABLE u ALTER id DROP NOT NULL, ADD CONSTRAINT id NOT NULL id NOT VALID;
                CREATE UNIQUE INDEX u_id ON u (id);
                ALTER TABLE u REPLICA IDENTITY USING INDEX u_id;
                """);
        }

        var runs = (await folder.ScaffoldAsync(), await folder.ScaffoldAsync());

        Assert.EndsWith("key id\ncolumn checked integer not null\ncolumn doubtful integer\ncolumn id integer not null\n", folder.Read("t"), StringComparison.Ordinal);
        Assert.EndsWith("column id integer not null\n", folder.Read("u"), StringComparison.Ordinal);
        Assert.Equal(knowsThem, runs.Item1.Output.Contains("left out public.t.twice: it is a virtual generated column", StringComparison.Ordinal));
        Assert.Equal(knowsThem, runs.Item1.Error.Contains("warning: public.u.id: it identifies rows, but was never checked to be NOT NULL", StringComparison.Ordinal));
        Assert.EndsWith("2 tables: 0 written, 2 unchanged\n", runs.Item2.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pg_description")]
    [InlineData("pg_constraint")]
    public async Task ACatalogThatIsHiddenFromTheUserIsOneSentenceThatSaysWhatToDo(string catalog)
    {
        await using var folder = await ScaffoldFolder.CreateAsync(
            fixture.Server, "scaffold_types",
            $"""
            CREATE TABLE t (id int);
            REVOKE SELECT ON pg_catalog.{catalog} FROM PUBLIC;
            DROP ROLE IF EXISTS scaffold_hidden;
            CREATE ROLE scaffold_hidden LOGIN PASSWORD 'hidden';
            """);
        var settings = new NpgsqlConnectionStringBuilder(folder.ConnectionString) { Username = "scaffold_hidden", Password = "hidden" };

        var run = await ToolRun.ScaffoldAsync(settings.ConnectionString, folder.Output);
        await folder.ExecuteAsync("DROP ROLE scaffold_hidden");

        Assert.Equal((3, ""), (run.ExitCode, run.Output));
        Assert.StartsWith("The catalog of database scaffold_types hides tables or columns from user scaffold_hidden: permission denied", run.Error, StringComparison.Ordinal);
        Assert.Contains(catalog, run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.Output));
    }

    private static async Task<int> MajorVersionAsync(ScaffoldFolder folder)
    {
        await using var connection = new NpgsqlConnection(folder.ConnectionString);
        await connection.OpenAsync();
        return connection.PostgreSqlVersion.Major;
    }
}
