using System.Collections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Sabot.Cdc;

/// <summary>The settings of an options class by name, each with what sets it: binding without reflection.</summary>
internal sealed class SettingNames<TOptions> : IEnumerable<string>
    where TOptions : class
{
    private readonly Dictionary<string, Action<TOptions, ConfigurationValue>> _settings =
        new(StringComparer.OrdinalIgnoreCase);

    public void Add(string name, Action<TOptions, ConfigurationValue> set) => _settings.Add(name, set);

    public IEnumerator<string> GetEnumerator() => _settings.Keys.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Sets what the section has.</summary>
    /// <param name="section">The section; settings it does not have are left alone.</param>
    /// <param name="options">What to set.</param>
    /// <param name="others">Further names that the section may have, and that others read.</param>
    /// <exception cref="OptionsValidationException">A name is unknown, or a value cannot be read.</exception>
    internal void Bind(IConfiguration section, TOptions options, params IReadOnlyCollection<string> others)
    {
        List<string> failures = [];
        foreach (var child in section.GetChildren())
        {
            if (others.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
                continue;
            if (!_settings.TryGetValue(child.Key, out var set))
            {
                failures.Add(Unknown(child, others));
                continue;
            }

            try
            {
                set(options, new ConfigurationValue(child));
            }
            catch (FormatException e)
            {
                failures.Add(e.Message);
            }
        }

        if (failures.Count > 0)
            throw new OptionsValidationException(typeof(TOptions).Name, typeof(TOptions), failures);
    }

    private string Unknown(IConfigurationSection child, IReadOnlyCollection<string> others) =>
        $"{child.Path} is not a setting of Sabot.Cdc.{Suggestion.ForOrAll(child.Key, [.. _settings.Keys, .. others])}";
}
