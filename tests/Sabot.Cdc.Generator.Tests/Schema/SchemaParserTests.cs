using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Generator.Tests.Schema;

public sealed class SchemaParserTests
{
    private const string Header = "format 1\ntable public.users\nidentity default\n";
    private const string Mood = "format 1\nenum public.mood\n";
    private const string Address = "format 1\ncomposite public.address\n";
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

    [Fact]
    public void All_that_a_table_may_say_is_read_with_its_places()
    {
        const string Text = """
            format 1
            table public.users
            namespace Shop.Data
            csharp Customer
            comment "People who can \"log in\".\nOne row each."
            identity default
            column extra public.hstore[] not null
              domain public."Extra"[]
              as text
              generated
              comment "in euros"
              csharp Saldo
              reader Shop.Money Shop.MoneyReader

            """;
        var table = SchemaParser.Parse(Text).Table;
        Assert.NotNull(table);
        Assert.Equal(("Shop.Data", "Customer", "People who can \"log in\".\nOne row each."), (table.Namespace, table.CSharpName, table.Comment));
        Assert.Equal((3, 11, 9), (table.NamespacePlace.Line, table.NamespacePlace.Column, table.NamespacePlace.Length));
        Assert.Equal((4, 8, 8), (table.CSharpNamePlace.Line, table.CSharpNamePlace.Column, table.CSharpNamePlace.Length));
        var column = Assert.Single(table.Columns);
        Assert.Equal(("public.\"Extra\"[]", true, true, "in euros", "Saldo"), (column.Domain, column.IsText, column.IsGenerated, column.Comment, column.CSharpName));
        Assert.Equal((7, 14, "public.hstore[]".Length), (column.TypePlace.Line, column.TypePlace.Column, column.TypePlace.Length));
        Assert.Equal((12, 10, 5), (column.CSharpNamePlace.Line, column.CSharpNamePlace.Column, column.CSharpNamePlace.Length));
        Assert.Equal(new SchemaReader("Shop.Money", "Shop.MoneyReader", new SchemaPlace(13, 10, 27, Text.IndexOf("Shop.Money Shop", StringComparison.Ordinal))), column.Reader);
    }

    [Fact]
    public void An_enum_keeps_the_order_of_its_labels()
    {
        var type = Assert.IsType<SchemaEnum>(SchemaParser.Parse(Mood + "label sad\nlabel \"\"\nlabel ok\n  csharp Okay\nlabel \"very \"\"happy\"\"\"\n").Item);
        Assert.Equal(("public", "mood"), (type.Schema, type.Name));
        Assert.Equal([("sad", null), ("", null), ("ok", "Okay"), ("very \"happy\"", null)], type.Labels.Select(label => (label.Name, label.CSharpName)));
        Assert.Equal((5, 7, 2), (type.Labels[2].Place.Line, type.Labels[2].Place.Column, type.Labels[2].Place.Length));
        Assert.Equal((6, 10, 4), (type.Labels[2].CSharpNamePlace.Line, type.Labels[2].CSharpNamePlace.Column, type.Labels[2].CSharpNamePlace.Length));
    }

    [Fact]
    public void A_composite_has_attributes()
    {
        var type = Assert.IsType<SchemaComposite>(SchemaParser.Parse(Address + "attribute street text\n  comment \"and number\"\nattribute zip character varying(10)\n").Item);
        Assert.Equal([("street", "text", "and number"), ("zip", "character varying(10)", null)], type.Attributes.Select(attribute => (attribute.Name, attribute.Type, attribute.Comment)));
    }

    [Fact]
    public void The_lines_below_a_wrong_column_are_still_read()
    {
        var result = SchemaParser.Parse(Header + "column B text\n  comment \"x\"\n  csharp 1\n");
        Assert.Equal([(4, 8), (6, 10)], result.Errors.Select(error => (error.Place.Line, error.Place.Column)));
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
    [InlineData("format 1\ndomain public.email\n", 2, 1, 19, "MissingLine", "Line 2 of a .cdc file is 'table …', 'enum …' or 'composite …'")]
    [InlineData("format 1\nenum\n", 2, 1, 4, "MalformedLine", "nothing follows 'enum'")]
    [InlineData("format 1\nenum mood\n", 2, 10, 0, "MalformedLine", "an enum is written as schema.type")]
    [InlineData("format 1\ntable a.b\nnamespace\n", 3, 1, 9, "MalformedLine", "nothing follows 'namespace'")]
    [InlineData("format 1\ntable a.b\nnamespace Shop.new\n", 3, 11, 8, "MalformedLine", "'Shop.new' is no C# namespace")]
    [InlineData("format 1\ntable a.b\nnamespace Shop..Data\n", 3, 11, 10, "MalformedLine", "'Shop..Data' is no C# namespace")]
    [InlineData("format 1\ntable a.b\ncsharp 1A\n", 3, 8, 2, "MalformedLine", "'1A' is no C# name")]
    [InlineData("format 1\ntable a.b\ncsharp class\n", 3, 8, 5, "MalformedLine", "'class' is no C# name")]
    [InlineData("format 1\ntable a.b\ncsharp A.B\n", 3, 8, 3, "MalformedLine", "'A.B' is no C# name")]
    [InlineData("format 1\ntable a.b\ncomment \"\"\n", 3, 9, 2, "MalformedLine", "an empty comment has no line")]
    [InlineData("format 1\ntable a.b\ncomment x\n", 3, 9, 1, "MalformedLine", "a comment starts with a double quote")]
    [InlineData("format 1\ntable a.b\ncomment \"x\n", 3, 9, 2, "MalformedLine", "no closing quote")]
    [InlineData("format 1\ntable a.b\ncomment \"x\\\"\n", 3, 9, 4, "MalformedLine", "no closing quote")]
    [InlineData("format 1\ntable a.b\ncomment \"x\" \n", 3, 12, 1, "MalformedLine", "goes on after its end")]
    [InlineData("format 1\ntable a.b\ncomment \"a\\q\"\n", 3, 11, 3, "MalformedLine", "other escapes than")]
    [InlineData("format 1\ntable a.b\ncomment \"a\tb\"\n", 3, 11, 3, "MalformedLine", "other escapes than")]
    [InlineData("format 1\ntable a.b\ncomment \"\\u0041\"\n", 3, 10, 7, "MalformedLine", "other escapes than")]
    [InlineData("format 1\ntable a.b\ncomment \"\\u000A\"\n", 3, 10, 7, "MalformedLine", "other escapes than")]
    [InlineData("format 1\ntable a.b\ncomment \"\\u001f\"\n", 3, 10, 7, "MalformedLine", "other escapes than")]
    [InlineData("format 1\ntable a.b\ncomment \"\\u1\"\n", 3, 10, 4, "MalformedLine", "other escapes than")]
    [InlineData("format 1\ntable a.b\ncomment \"x\"\ncsharp B\n", 4, 1, 8, "LineOutOfOrder", "The lines format, table, namespace, csharp, comment, identity and key come once, in this order")]
    [InlineData("format 1\ntable a.b\ncsharp B\ncsharp C\n", 4, 1, 8, "LineOutOfOrder", "come once, in this order, before the columns")]
    [InlineData(Header + "comment \"x\"\n", 4, 1, 11, "LineOutOfOrder", "come once, in this order, before the columns")]
    [InlineData(Header + "  comment \"x\"\n", 4, 1, 13, "MalformedLine", "an indented line stands below the line that it belongs to")]
    [InlineData(Header + " column a text\n", 4, 1, 14, "MalformedLine", "an indented line stands below the line that it belongs to")]
    [InlineData(Header + "column a text\n   comment \"x\"\n", 5, 3, 12, "MalformedLine", "an indented line starts with domain, as text, generated, comment, csharp or reader here, not with ''")]
    [InlineData(Header + "column a text\n  commend \"x\"\n", 5, 3, 11, "MalformedLine", "not with 'commend'")]
    [InlineData(Header + "column a text\n  generatedly\n", 5, 3, 11, "MalformedLine", "not with 'generatedly'")]
    [InlineData(Header + "column a text\n  as bytes\n", 5, 3, 8, "MalformedLine", "not with 'as'")]
    [InlineData(Header + "column a text\n  generated always\n", 5, 12, 7, "MalformedLine", "goes on after its end")]
    [InlineData(Header + "column a text\n  comment\n", 5, 1, 9, "MalformedLine", "nothing follows 'comment'")]
    [InlineData(Header + "column a text\n  comment x\n", 5, 11, 1, "MalformedLine", "a comment starts with a double quote")]
    [InlineData(Header + "column a text\n  csharp A\n  comment \"x\"\n", 6, 1, 13, "LineOutOfOrder", "The indented lines domain, as text, generated, comment, csharp and reader come at most once each, in this order")]
    [InlineData(Header + "column a text\n  as text\n  as text\n", 6, 1, 9, "LineOutOfOrder", "come at most once each")]
    [InlineData(Header + "column a text\n  domain email\n", 5, 15, 0, "MalformedLine", "a domain is written as schema.type")]
    [InlineData(Header + "column a text\n  domain Public.email\n", 5, 10, 12, "MalformedLine", "has to be double-quoted")]
    [InlineData(Header + "column a text\n  domain public.Email\n", 5, 17, 5, "MalformedLine", "has to be double-quoted")]
    [InlineData(Header + "column a text[]\n  domain public.email[][]\n", 5, 24, 2, "MalformedLine", "goes on after its end")]
    [InlineData(Header + "column a text\n  csharp string\n", 5, 10, 6, "MalformedLine", "'string' is no C# name")]
    [InlineData(Header + "column a text\n  reader Shop.Money\n", 5, 10, 10, "MalformedLine", "has the C# type and the struct that reads it")]
    [InlineData(Header + "column a text\n  reader int Shop.MoneyReader\n", 5, 10, 20, "MalformedLine", "has the C# type and the struct that reads it")]
    [InlineData(Header + "removed a text\n  comment \"x\"\n", 5, 3, 11, "MalformedLine", "an indented line starts with csharp here, not with 'comment'")]
    [InlineData(Header + "label sad\n", 4, 1, 9, "MalformedLine", "a line starts with 'column ' or 'removed ' here, not with 'label'")]
    [InlineData(Mood + "label\n", 3, 1, 5, "MalformedLine", "a line starts with 'label ' here, not with 'label'")]
    [InlineData(Mood + "label very happy\n", 3, 11, 6, "MalformedLine", "goes on after its end")]
    [InlineData(Mood + "label sad\nlabel ok\nlabel sad\n", 5, 7, 3, "DuplicateColumn", "Label sad is already on line 3")]
    [InlineData(Mood + "label \"\"\nlabel \"\"\n", 4, 7, 2, "DuplicateColumn", "Label \"\" is already on line 3")]
    [InlineData(Mood + "label sad\n  comment \"x\"\n", 4, 3, 11, "MalformedLine", "an indented line starts with csharp here, not with 'comment'")]
    [InlineData(Mood + "label sad\n  csharp A\n  csharp B\n", 5, 1, 10, "LineOutOfOrder", "The line 'csharp' comes once")]
    [InlineData(Mood + "label sad\nidentity full\n", 4, 1, 13, "MalformedLine", "not with 'identity'")]
    [InlineData(Mood + "label sad\ncsharp Mood\n", 4, 1, 11, "LineOutOfOrder", "The lines format, enum, namespace, csharp and comment come once, in this order, before the labels")]
    [InlineData(Address + "attribute zip text not null\n", 3, 1, 27, "MalformedLine", "since every attribute may be null")]
    [InlineData(Address + "attribute zip text\n  generated\n", 4, 3, 9, "MalformedLine", "starts with domain, as text, comment, csharp or reader here, not with 'generated'")]
    [InlineData(Address + "attribute zip text\nattribute zip text\n", 4, 11, 3, "DuplicateColumn", "already on line 3")]
    [InlineData(Address + "attribute zip text\nattribute street text\n", 4, 11, 6, "LineOutOfOrder", "street comes before zip in the order of names")]
    [InlineData(Address + "column zip text\n", 3, 1, 15, "MalformedLine", "a line starts with 'attribute ' here, not with 'column'")]
    public void A_wrong_file_gives_one_error_with_its_place(string text, int line, int column, int length, string kind, string message)
    {
        var result = SchemaParser.Parse(text);
        Assert.Null(result.Item);
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

    [Theory]
    [InlineData("public.mood", "public", "mood", "public.mood", false)]
    [InlineData("public.mood[]", "public", "mood", "public.mood", true)]
    [InlineData("public.\"order\"", "public", "order", "public.\"order\"", false)]
    [InlineData("\"My \"\"Schema\"\"\".\"a.b\"[]", "My \"Schema\"", "a.b", "\"My \"\"Schema\"\"\".\"a.b\"", true)]
    [InlineData("public.geometry(Point,4326)[]", "public", "geometry", "public.geometry(Point,4326)", true)]
    [InlineData("timestamp(3) with time zone[]", null, "timestamp(3) with time zone", "timestamp(3) with time zone", true)]
    [InlineData("\"char\"", null, "\"char\"", "\"char\"", false)]
    [InlineData("public.", null, "public.", "public.", false)]
    [InlineData("public.\"mood", null, "public.\"mood", "public.\"mood", false)]
    public void The_name_in_a_type_is_found(string type, string? schema, string name, string element, bool isArray)
    {
        Assert.Equal(new SchemaTypeName(schema, name, element, isArray), SchemaTypeName.Of(type));
    }
}
