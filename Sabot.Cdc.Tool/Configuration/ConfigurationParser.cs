using Sabot.Cdc.Schema;
using Sabot.Cdc.Tool.Catalog;
using Sabot.Cdc.Tool.Commands;

namespace Sabot.Cdc.Tool.Configuration;

/// <summary>Makes a configuration of the JSON, and says everything that is wrong with it that no database has to be asked for.</summary>
internal sealed class ConfigurationParser(string path, List<ConfigError> errors)
{
    public ToolConfiguration? Parse(ConfigNode root)
    {
        if (!Expect(root, ConfigNodeKind.Object, "The file", "an object: { … }"))
            return null;

        var configuration = new ToolConfiguration(path);
        foreach (var (key, value) in KnownMembers(root, ConfigurationKeys.OfFile, "the file"))
        {
            configuration = key switch
            {
                ConfigurationKeys.Connection => configuration with { Connection = ReadConnection(value) },
                ConfigurationKeys.Output => configuration with { Output = ReadText(value, key, "the path of a folder") },
                ConfigurationKeys.Include => configuration with { Include = ReadInclude(value) },
                ConfigurationKeys.Exclude => configuration with { Exclude = ReadPatterns(value, key) },
                ConfigurationKeys.Namespace => configuration with { Namespace = ReadNamespace(value) },
                ConfigurationKeys.Names => configuration with { Names = [.. ReadNames(value)] },
                ConfigurationKeys.Types => configuration with { Types = [.. ReadReaders(value, key)] },
                ConfigurationKeys.Columns => configuration with { Columns = [.. ReadReaders(value, key)] },
                _ => configuration,
            };
        }

        return configuration;
    }

    private ConnectionSource? ReadConnection(ConfigNode node)
    {
        const string Form = "{ \"environment\": \"NAME\" } or { \"userSecret\": \"Key\" }";
        if (!Expect(node, ConfigNodeKind.Object, "connection", Form))
            return null;

        string? environment = null, userSecret = null;
        var place = node.Place;
        foreach (var (key, value) in KnownMembers(node, ConfigurationKeys.OfConnection, "connection"))
        {
            place = value.Place;
            if (key == ConfigurationKeys.Environment)
                environment = ReadText(value, key, "the name of an environment variable");
            else
                userSecret = ReadText(value, key, "the key of a user secret");
        }

        if (environment is null == userSecret is null && errors.Count == 0)
            Fail(node.Place, $"connection is {Form}, one of the two.");
        if (environment?.AsSpan().IndexOfAny('=', ';', ' ') >= 0)
            Fail(place, "environment is the name of an environment variable that holds the connection string, not the string itself.");

        return new ConnectionSource(environment, userSecret, place);
    }

    private List<TablePattern> ReadInclude(ConfigNode node)
    {
        var patterns = ReadPatterns(node, ConfigurationKeys.Include);
        if (node is { Kind: ConfigNodeKind.Array, Items.Count: 0 })
            Fail(node.Place, "include is empty, so no table would have a file: write \"public.*\", or leave the key out.");
        return patterns;
    }

    private List<TablePattern> ReadPatterns(ConfigNode node, string key)
    {
        var patterns = new List<TablePattern>();
        if (!Expect(node, ConfigNodeKind.Array, key, "an array of patterns: [\"public.*\"]"))
            return patterns;

        foreach (var item in node.Items)
        {
            if (ReadText(item, key, "an array of patterns: [\"public.*\"]") is not { } text)
                continue;
            try
            {
                patterns.Add(TablePattern.Parse(text, ToolConfiguration.At(path, item.Place)));
            }
            catch (ToolException problem)
            {
                Fail(item.Place, problem.Message[ToolConfiguration.At(path, item.Place).Length..]);
            }
        }

        return patterns;
    }

    private string? ReadNamespace(ConfigNode node)
    {
        var text = ReadText(node, ConfigurationKeys.Namespace, "a C# namespace");
        if (text is not null && !CSharpIdentifier.IsQualifiedName(text))
            Fail(node.Place, $"'{text}' is no C# namespace: write names divided by dots that are no keywords, such as Shop.Data.");
        return text;
    }

    private IEnumerable<NameSetting> ReadNames(ConfigNode node)
    {
        if (!Expect(node, ConfigNodeKind.Object, ConfigurationKeys.Names, "an object of C# names: { \"public.users\": \"Customer\" }"))
            yield break;

        var seen = new Dictionary<string, ConfigMember>(StringComparer.Ordinal);
        foreach (var member in node.Members)
        {
            if (ReadText(member.Value, member.Key, "a C# name") is not { } name)
                continue;

            var parts = SqlName.TryParse(member.Key);
            if (parts is not { Length: 2 or 3 })
                Fail(member.Place, $"'{member.Key}' names nothing: write schema.table, schema.table.column, schema.type, or schema.type and an attribute or label behind it, with double quotes (\\\" in JSON) around names in which capitals or dots count.");
            else if (!CSharpIdentifier.IsName(name))
                Fail(member.Value.Place, $"'{name}' is no C# name: write letters, digits and underscores with a capital, digit or underscore among them, and no digit in front.");
            else if (!IsTwice(seen, member, parts))
                yield return new NameSetting(member.Key, parts, member.Place, name, member.Value.Place);
        }
    }

    private IEnumerable<ReaderSetting> ReadReaders(ConfigNode node, string key)
    {
        var form = key == ConfigurationKeys.Types ? "public.money_amount" : "public.users.balance";
        if (!Expect(node, ConfigNodeKind.Object, key, $"an object: {{ \"{form}\": {{ \"type\": \"Shop.Money\", \"reader\": \"Shop.MoneyReader\" }} }}"))
            yield break;

        var seen = new Dictionary<string, ConfigMember>(StringComparer.Ordinal);
        foreach (var member in node.Members)
        {
            var reader = ReadReader(member);
            // What has a modifier is the text of a type, as in a .cdc file.
            var parts = member.Key.Contains('(', StringComparison.Ordinal) ? null : SqlName.TryParse(member.Key);
            var isColumn = parts is { Length: 3 };
            if (key == ConfigurationKeys.Columns && !isColumn)
                Fail(member.Place, $"'{member.Key}' is no column: write schema.table.column, with double quotes (\\\" in JSON) around names in which capitals or dots count.");
            else if (key == ConfigurationKeys.Types && member.Key.EndsWith(SchemaTypeName.Array, StringComparison.Ordinal))
                Fail(member.Place, "A reader reads single values, so an array type can have none.");
            else if (reader is not null && !IsTwice(seen, member, parts))
                yield return new ReaderSetting(member.Key, parts is { Length: 2 } || isColumn ? parts : null, member.Place, reader);
        }
    }

    private SchemaReader? ReadReader(ConfigMember member)
    {
        if (!Expect(member.Value, ConfigNodeKind.Object, member.Key, "{ \"type\": \"Shop.Money\", \"reader\": \"Shop.MoneyReader\" }"))
            return null;

        string? type = null, reader = null;
        foreach (var (key, value) in KnownMembers(member.Value, ConfigurationKeys.OfReader, member.Key))
        {
            var text = ReadText(value, key, "a C# type with its namespace");
            if (text is not null && !CSharpIdentifier.IsQualifiedName(text))
                Fail(value.Place, $"'{text}' is no name of a C# type: write it with its namespace and without type arguments, such as Shop.Money (and System.String for string).");
            else if (key == ConfigurationKeys.Type)
                type = text;
            else
                reader = text;
        }

        if (type is not null && reader is not null)
            return new SchemaReader(type, reader);
        if (member.Value.Members.Count < ConfigurationKeys.OfReader.Length)
            Fail(member.Value.Place, $"{member.Key} needs both 'type', the C# type of the property, and 'reader', the struct that implements IColumnReader of it.");
        return null;
    }

    /// <summary>The object's members, without those whose key is none of the known ones.</summary>
    private IEnumerable<(string Key, ConfigNode Value)> KnownMembers(ConfigNode node, string[] known, string owner)
    {
        foreach (var member in node.Members)
        {
            if (known.Contains(member.Key))
                yield return (member.Key, member.Value);
            else
                Fail(member.Place, $"'{member.Key}' is no key of {owner}, which has: {string.Join(", ", known)}.{Suggestion.For(member.Key, known)}");
        }
    }

    private bool IsTwice(Dictionary<string, ConfigMember> seen, ConfigMember member, string[]? parts)
    {
        var name = parts is null ? member.Key : string.Join('.', parts.Select(SchemaIdentifier.Quote));
        if (seen.TryAdd(name, member))
            return false;

        Fail(member.Place, $"'{member.Key}' is the same as '{seen[name].Key}' on line {seen[name].Place.Line}: delete one of them.");
        return true;
    }

    private string? ReadText(ConfigNode node, string key, string what)
    {
        if (!Expect(node, ConfigNodeKind.String, key, what))
            return null;
        if (node.Text.Trim().Length > 0)
            return node.Text;

        Fail(node.Place, $"{key} is empty; it is {what}.");
        return null;
    }

    private bool Expect(ConfigNode node, ConfigNodeKind kind, string key, string what)
    {
        if (node.Kind == kind)
            return true;

        Fail(node.Place, $"{key} is {what}.");
        return false;
    }

    private void Fail(ConfigPlace place, string message) => errors.Add(new ConfigError(place, message));
}
