using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Generator.Tests.Schema;

public sealed class SchemaParserTests
{
    private const string Header = "format 1\ntable public.users\nidentity default\n";
    private const string Users = Header + "key id\ncolumn balance numeric(12,2)\ncolumn id bigint not null\nremoved nickname text\n";

    [Fact]
    public void A_table_is_read_with_the_places_of_its_names()
    {
        var table = SchemaParser.Parse(Users).Table;
        Assert.NotNull(table);
        Assert.Equal(("public", "users", SchemaIdentity.Default), (table.Schema, table.Name, table.Identity));
        Assert.Equal(["id"], table.Key);
        Assert.Equal(new SchemaPlace(2, 7, "public.users".Length, Users.IndexOf("public.users", StringComparison.Ordinal)), table.Place);
        Assert.Equal(
            [
                new SchemaColumn("balance", "numeric(12,2)", false, new SchemaPlace(5, 8, 7, Users.IndexOf("balance", StringComparison.Ordinal))) { TypePlace = new SchemaPlace(5, 16, 13, Users.IndexOf("numeric", StringComparison.Ordinal)) },
                new SchemaColumn("id", "bigint", true, new SchemaPlace(6, 8, 2, Users.IndexOf("id bigint", StringComparison.Ordinal))) { TypePlace = new SchemaPlace(6, 11, 6, Users.IndexOf("bigint", StringComparison.Ordinal)) },
            ],
            table.Columns);
        Assert.Equal([new SchemaTombstone("nickname", "text", new SchemaPlace(7, 9, 8, Users.IndexOf("nickname", StringComparison.Ordinal)))], table.Removed);
    }

    [Fact]
    public void Line_ends_of_windows_a_byte_order_mark_and_a_missing_last_line_break_do_not_matter()
    {
        foreach (var text in new[] { Users.Replace("\n", "\r\n", StringComparison.Ordinal), '\uFEFF' + Users, Users.TrimEnd('\n') })
        {
            var table = SchemaParser.Parse(text).Table;
            Assert.NotNull(table);
            Assert.Equal(Users, SchemaPrinter.Print(table));
        }
    }

    [Fact]
    public void Quoted_names_may_hold_anything_that_is_on_one_line()
    {
        var table = SchemaParser.Parse("format 1\ntable \"My Schema\".\"a\"\"b.c, d\"\nidentity full\ncolumn \"not null\" \"x y\" not null\n").Table;
        Assert.NotNull(table);
        Assert.Equal(("My Schema", "a\"b.c, d"), (table.Schema, table.Name));
        Assert.Equal(("not null", "\"x y\"", true), (table.Columns[0].Name, table.Columns[0].Type, table.Columns[0].NotNull));
    }

    [Theory]
    [InlineData("", 1, 1, 0, "MissingLine", "Line 1 of a .cdc file is 'format …'")]
    [InlineData("table a.b\n", 1, 1, 9, "MissingLine", "Line 1 of a .cdc file is 'format …'")]
    [InlineData("format\n", 1, 1, 6, "MalformedLine", "nothing follows 'format'")]
    [InlineData("format one\n", 1, 8, 3, "MalformedLine", "'one' is no format version")]
    [InlineData("format 0\n", 1, 8, 1, "MalformedLine", "'0' is no format version")]
    [InlineData("format 2\nanything", 1, 8, 1, "UnsupportedFormat", "written by a newer version of sabot-cdc (format 2, this version reads 1): update the Sabot.Cdc packages or run scaffold with this version")]
    [InlineData("format 1\n", 2, 1, 0, "MissingLine", "Line 2 of a .cdc file is 'table …'")]
    [InlineData("format 1\nidentity full\n", 2, 1, 13, "MissingLine", "Line 2 of a .cdc file is 'table …'")]
    [InlineData("format 1\ntable users\n", 2, 12, 0, "MalformedLine", "a table is written as schema.table")]
    [InlineData("format 1\ntable public.Users\n", 2, 14, 5, "MalformedLine", "has to be double-quoted")]
    [InlineData("format 1\ntable public.2fa\n", 2, 14, 3, "MalformedLine", "starts with a digit has to be double-quoted")]
    [InlineData("format 1\ntable public.\n", 2, 14, 0, "MalformedLine", "a name is missing")]
    [InlineData("format 1\ntable public.\"users\n", 2, 14, 6, "MalformedLine", "no closing quote")]
    [InlineData("format 1\ntable public.\"\"\n", 2, 14, 2, "MalformedLine", "a name is empty")]
    [InlineData("format 1\ntable public.\"users\"\n", 2, 14, 7, "MalformedLine", "is written without quotes")]
    [InlineData("format 1\ntable public.users \n", 2, 19, 1, "MalformedLine", "goes on after its end")]
    [InlineData("format 1\ntable a.b\ncolumn id bigint\n", 3, 1, 16, "MissingLine", "Line 3 of a .cdc file is 'identity …'")]
    [InlineData("format 1\ntable a.b\nidentity pk\n", 3, 10, 2, "MalformedLine", "'pk' is no replica identity (default, index, full or nothing)")]
    [InlineData(Header + "key id,name\n", 4, 7, 5, "MalformedLine", "goes on after its end")]
    [InlineData(Header + "key id\n", 4, 5, 2, "InvalidKey", "names column id, which the table does not have")]
    [InlineData(Header + "key id\ncolumn id bigint\n", 4, 5, 2, "InvalidKey", "not declared 'not null' on line 5")]
    [InlineData(Header + "key id, id\ncolumn id bigint not null\n", 4, 9, 2, "InvalidKey", "names column id twice")]
    [InlineData("format 1\ntable a.b\nidentity index\ncolumn id bigint\n", 3, 10, 5, "InvalidKey", "needs a key line")]
    [InlineData("format 1\ntable a.b\nidentity nothing\nkey id\ncolumn id bigint not null\n", 3, 10, 7, "InvalidKey", "there cannot be a key line")]
    [InlineData(Header + "column id\n", 4, 10, 0, "MalformedLine", "the type of column id is missing")]
    [InlineData(Header + "column id \n", 4, 11, 0, "MalformedLine", "the type of column id is missing")]
    [InlineData(Header + "column id not null\n", 4, 11, 8, "MalformedLine", "the type of column id is missing")]
    [InlineData(Header + "column id  bigint\n", 4, 11, 7, "MalformedLine", "has blanks around it")]
    [InlineData(Header + "column id bigint not null \n", 4, 11, 16, "MalformedLine", "has blanks around it")]
    [InlineData(Header + "column id big\rint\n", 4, 11, 7, "MalformedLine", "a control character in it")]
    [InlineData(Header + "column id bigint\ncolumn id text\n", 5, 8, 2, "DuplicateColumn", "Column id is already on line 4")]
    [InlineData(Header + "column id bigint\nremoved id text\n", 5, 9, 2, "DuplicateColumn", "Column id is already on line 4")]
    [InlineData(Header + "column id bigint\ncolumn email text\n", 5, 8, 5, "LineOutOfOrder", "Column email comes before id in the order of names: run 'dotnet sabot-cdc scaffold' again")]
    [InlineData(Header + "removed id bigint\ncolumn name text\n", 5, 1, 16, "LineOutOfOrder", "Columns come before removed columns")]
    [InlineData(Header + "column id bigint\nkey id\n", 5, 1, 6, "LineOutOfOrder", "come once, in this order, before the columns")]
    [InlineData(Header + "removed id bigint not null\n", 4, 1, 26, "MalformedLine", "a 'removed' line ends with the type")]
    [InlineData(Header + "\n", 4, 1, 0, "MalformedLine", "the line is empty")]
    [InlineData(Header + "# note\n", 4, 1, 6, "MalformedLine", "not with '#'")]
    [InlineData(Header + "<<<<<<< HEAD\ncolumn a text\n=======\n>>>>>>> main\n", 4, 1, 12, "MergeConflict", "unresolved merge conflict")]
    public void A_wrong_file_gives_one_error_with_its_place(string text, int line, int column, int length, string kind, string message)
    {
        var result = SchemaParser.Parse(text);
        Assert.Null(result.Table);
        var error = Assert.Single(result.Errors);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal((kind, line, column, length), (error.Kind.ToString(), error.Place.Line, error.Place.Column, error.Place.Length));
    }

    [Fact]
    public void Every_wrong_column_line_is_reported_at_once()
    {
        var result = SchemaParser.Parse(Header + "column B text\ncolumn a\ncolumn c text\n");
        Assert.Equal([4, 5], result.Errors.Select(error => error.Place.Line));
    }

    [Theory]
    [InlineData("a\nb", "text")]
    [InlineData("", "text")]
    [InlineData("a", "te\rxt")]
    [InlineData("a", "")]
    [InlineData("a", "text not null")]
    public void What_the_format_cannot_hold_is_not_printed(string name, string type)
    {
        var table = new SchemaTable("public", "t", SchemaIdentity.Default, [], [new SchemaColumn(name, type, false)], []);
        Assert.Throws<ArgumentException>(() => SchemaPrinter.Print(table));
    }
}
