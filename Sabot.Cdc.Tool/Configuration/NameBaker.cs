using Sabot.Cdc.Naming;
using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Tool.Configuration;

/// <summary>Writes the namespace, C# names and readers of sabot-cdc.json into what the catalog says.</summary>
/// <param name="configuration">The configuration.</param>
/// <param name="isWholeProject">Whether a key that matches nothing of this run matches nothing at all.</param>
internal sealed class NameBaker(ToolConfiguration configuration, bool isWholeProject)
{
    private readonly Dictionary<string, NameSetting> _names =
        configuration.Names.ToDictionary(setting => Normal(setting.Parts), StringComparer.Ordinal);

    private readonly Dictionary<string, ReaderSetting> _columns =
        configuration.Columns.ToDictionary(setting => Normal(setting.Parts!), StringComparer.Ordinal);

    private readonly Dictionary<string, ReaderSetting> _types =
        configuration.Types.ToDictionary(setting => setting.Parts is null ? setting.Key : Normal(setting.Parts), StringComparer.Ordinal);

    private readonly HashSet<object> _used = [];
    private readonly List<ConfigError> _errors = [];
    private readonly HashSet<string> _itemKeys = [];
    private readonly HashSet<string> _memberKeys = [];
    private readonly HashSet<string> _columnKeys = [];
    private readonly HashSet<string> _typeKeys = [];

    /// <summary>The items with what the configuration says of them.</summary>
    /// <exception cref="Commands.ToolException">A key of the configuration matches nothing, or something that it cannot be for.</exception>
    public IReadOnlyList<SchemaItem> Bake(IReadOnlyList<SchemaItem> items)
    {
        var composites = items.OfType<SchemaComposite>().Select(item => (item.Schema, item.Name)).ToHashSet();
        var baked = items.Select(item => Bake(item, composites)).ToList();
        ReportUnused();
        return _errors.Count == 0 ? baked : throw ToolConfiguration.Fail(configuration.Path, _errors);
    }

    private SchemaItem Bake(SchemaItem item, HashSet<(string, string)> composites)
    {
        var key = NameKey.Of(item);
        _itemKeys.Add(key);
        item = item with { Namespace = configuration.Namespace, CSharpName = NameOf(key) };
        return item switch
        {
            SchemaTable table => table with { Columns = [.. table.Columns.Select(column => Bake(table, column, composites))] },
            SchemaComposite composite => composite with { Attributes = [.. composite.Attributes.Select(attribute => Bake(composite, attribute, composites))] },
            SchemaEnum type => type with { Labels = [.. type.Labels.Select(label => label with { CSharpName = NameOf(MemberKey(type, label.Name)) })] },
            _ => item,
        };
    }

    private SchemaColumn Bake(SchemaItem owner, SchemaColumn column, HashSet<(string, string)> composites)
    {
        var key = MemberKey(owner, column.Name);
        _columnKeys.Add(key);
        return column with { CSharpName = NameOf(key), Reader = ReaderOf(key, column, composites) };
    }

    private string? NameOf(string key)
    {
        if (!_names.TryGetValue(key, out var setting))
            return null;

        _used.Add(setting);
        return setting.Name;
    }

    /// <summary>That of the column itself, or else of its domain, its type with its modifier, or its type without.</summary>
    private SchemaReader? ReaderOf(string key, SchemaColumn column, HashSet<(string, string)> composites)
    {
        var type = SchemaTypeName.Of(column.Type);
        var isComposite = type.Schema is { } schema && composites.Contains((schema, type.Name));
        string?[] typeKeys = type.IsArray ? [] : [column.Domain, column.Type, type.Schema is null ? Unmodified(column.Type) : SchemaIdentifier.Qualify(type.Schema, type.Name)];
        ReaderSetting? chosen = null;
        if (_columns.TryGetValue(key, out var ofColumn))
        {
            _used.Add(ofColumn);
            chosen = ofColumn;
        }

        foreach (var typeKey in typeKeys.OfType<string>())
        {
            _typeKeys.Add(typeKey);
            if (!_types.TryGetValue(typeKey, out var ofType))
                continue;

            _used.Add(ofType);
            chosen ??= ofType;
        }

        if (chosen is null || (!type.IsArray && !isComposite))
            return chosen?.Reader;

        _errors.Add(new ConfigError(chosen.Place, $"{key} has {(type.IsArray ? "array" : "composite")} type {column.Type}, but a reader reads single values: take the key out."));
        return null;
    }

    private string MemberKey(SchemaItem owner, string member)
    {
        var key = NameKey.Of(owner, member);
        _memberKeys.Add(key);
        return key;
    }

    private void ReportUnused()
    {
        foreach (var setting in configuration.Names.Where(setting => !_used.Contains(setting) && IsOfThisRun(setting.Parts)))
            Unused(setting.Key, setting.Parts, setting.Place, _itemKeys.Concat(_memberKeys), "table, type, column, attribute or label of the .cdc files");
        foreach (var setting in configuration.Columns.Where(setting => !_used.Contains(setting) && IsOfThisRun(setting.Parts!)))
            Unused(setting.Key, setting.Parts, setting.Place, _columnKeys, "column or attribute of the .cdc files");
        foreach (var setting in configuration.Types.Where(setting => !_used.Contains(setting) && isWholeProject))
            Unused(setting.Key, setting.Parts, setting.Place, _typeKeys, "type of a column; types of PostgreSQL itself are written as in the .cdc files, such as numeric(12,2) or character varying(10)");
    }

    /// <summary>Whether the run knows all of what the key is about.</summary>
    private bool IsOfThisRun(IReadOnlyList<string> parts) =>
        isWholeProject || (parts.Count == 3 && _itemKeys.Contains(SchemaIdentifier.Qualify(parts[0], parts[1])));

    private void Unused(string key, IReadOnlyList<string>? parts, ConfigPlace place, IEnumerable<string> candidates, string what)
    {
        var suggestion = Suggestion.Nearest(parts is null ? key : Normal(parts), candidates);
        _errors.Add(new ConfigError(place, $"{NameKey.Show(key)} is no {what}.{(suggestion is null ? "" : $" Did you mean {NameKey.Show(suggestion)}?")}"));
    }

    private static string Normal(IEnumerable<string> parts) => string.Join('.', parts.Select(SchemaIdentifier.Quote));

    /// <summary><c>numeric(12,2)</c> is <c>numeric</c>, <c>time(3) with time zone</c> is <c>time with time zone</c>.</summary>
    private static string Unmodified(string type)
    {
        var open = type.IndexOf('(', StringComparison.Ordinal);
        var close = open < 0 ? -1 : type.IndexOf(')', open);
        return close < 0 ? type : type.Remove(open, close - open + 1);
    }
}
