using Sabot.Cdc.Schema;
using Sabot.Cdc.Tool.Files;

namespace Sabot.Cdc.Tool.Tests.Files;

public sealed class UsedTypesTests
{
    [Fact]
    public void TypesAreFoundThroughArraysAndOtherComposites()
    {
        var table = Model.Table("users", "homes public.address[]", "email text", "-old public.gone");
        SchemaItem[] types = [Model.Composite("address", "zip public.\"Zip\"", "mood public.mood[]"), Model.Composite("unused", "x public.other")];

        var used = UsedTypes.Of([table], types);

        Assert.Equal(["public.\"Zip\"", "public.address", "public.mood"], used.Select(name => name.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void WhatIsReadAsTextIsNoTypeOfAFile()
    {
        var table = Model.Table("users") with { Columns = [new SchemaColumn("extra", "public.hstore", false) { IsText = true }] };
        Assert.Empty(UsedTypes.Of([table], []));
    }
}
