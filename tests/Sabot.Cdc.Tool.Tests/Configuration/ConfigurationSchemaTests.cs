using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using NJsonSchema;
using Sabot.Cdc.Tool.Commands;
using Sabot.Cdc.Tool.Configuration;

namespace Sabot.Cdc.Tool.Tests.Configuration;

/// <summary>The parser, the JSON schema, the documentation and what init writes agree.</summary>
public sealed partial class ConfigurationSchemaTests
{
    private static readonly string Docs = Path.Combine(AppContext.BaseDirectory, "docs");

    [Fact]
    public void TheSchemaHasExactlyTheKeysOfTheParser()
    {
        using var document = JsonDocument.Parse(Schema());
        var root = document.RootElement;

        Assert.Equal(ConfigurationKeys.OfFile, Keys(root));
        Assert.Equal(ConfigurationKeys.OfConnection, Keys(root.GetProperty("properties").GetProperty("connection")));
        Assert.Equal(ConfigurationKeys.OfReader, Keys(root.GetProperty("definitions").GetProperty("reader")));
        Assert.Equal(ConfigurationKeys.OfReader, root.GetProperty("definitions").GetProperty("reader").GetProperty("required").EnumerateArray().Select(key => key.GetString()!));
    }

    [Fact]
    public void TheToolHasTheSchemaOfTheDocumentation()
    {
        Assert.Equal(Schema(), ConfigurationTemplate.ReadSchema());
    }

    [Fact]
    public async Task WhatInitWritesIsRightForBothParserAndSchemaWithAndWithoutItsExamples()
    {
        var examples = Example().Replace(ConfigurationTemplate.Text, "$1");

        Assert.NotEqual(ConfigurationTemplate.Text, examples);
        await AssertIsRightAsync(ConfigurationTemplate.Text);
        await AssertIsRightAsync(examples);
        Assert.Equal(ConfigurationKeys.OfFile, Members(examples));
    }

    [Fact]
    public async Task TheExamplesOfTheDocumentationAreRight()
    {
        var examples = Block().Matches(await File.ReadAllTextAsync(Path.Combine(Docs, "configuration.md"))).Select(match => match.Groups[1].Value).ToList();

        Assert.NotEmpty(examples);
        Assert.Contains(examples, example => Members(example).Order().SequenceEqual(ConfigurationKeys.OfFile.Order()));
        foreach (var example in examples)
            await AssertIsRightAsync(example);
    }

    [Theory]
    [InlineData("""{ "exlude": [] }""")]
    [InlineData("""{ "include": [] }""")]
    [InlineData("""{ "include": "public.*" }""")]
    [InlineData("""{ "connection": {} }""")]
    [InlineData("""{ "connection": { "environment": "A=b" } }""")]
    [InlineData("""{ "connection": { "environment": "A", "userSecret": "B" } }""")]
    [InlineData("""{ "namespace": "Shop..Data" }""")]
    [InlineData("""{ "names": { "public.users": "my name" } }""")]
    [InlineData("""{ "names": { "public.users": "event" } }""")]
    [InlineData("""{ "types": { "numeric": { "type": "T" } } }""")]
    [InlineData("""{ "types": { "numeric": { "type": "T", "reader": "R", "x": "" } } }""")]
    [InlineData("""{ "columns": { "public.users.a": { "type": "List<T>", "reader": "R" } } }""")]
    public async Task TheSchemaRefusesWhatTheParserRefuses(string text)
    {
        Assert.NotEmpty((await JsonSchema.FromJsonAsync(Schema())).Validate(text));
        Assert.Throws<ToolException>(() => ToolConfiguration.Parse("sabot-cdc.json", Encoding.UTF8.GetBytes(text)));
    }

    private static async Task AssertIsRightAsync(string text)
    {
        ToolConfiguration.Parse("sabot-cdc.json", Encoding.UTF8.GetBytes(text));
        Assert.Empty((await JsonSchema.FromJsonAsync(Schema())).Validate(text));
    }

    private static string Schema() => File.ReadAllText(Path.Combine(Docs, "sabot-cdc.schema.json"));

    private static IEnumerable<string> Keys(JsonElement schema) => schema.GetProperty("properties").EnumerateObject().Select(member => member.Name);

    private static IReadOnlyList<string> Members(string text)
    {
        var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
        using var document = JsonDocument.Parse(text, options);
        return [.. document.RootElement.EnumerateObject().Select(member => member.Name)];
    }

    /// <summary>A member that is commented out.</summary>
    [GeneratedRegex("""// (".*)$""", RegexOptions.Multiline)]
    private static partial Regex Example();

    [GeneratedRegex("```jsonc?\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
