using System;
using System.Collections.Generic;
using Sabot.Cdc.Generator.Diagnostics;
using Sabot.Cdc.Naming;
using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Generator.Model;

/// <summary>Makes the model of an enum.</summary>
internal static class EnumModelBuilder
{
    /// <summary>
    /// The model, without the labels whose names are others' already: tables use the type, and an error of it is one
    /// error, not one in each of them.
    /// </summary>
    public static EnumModel Build(
        SchemaEnum @enum, string @namespace, string path, List<DiagnosticModel> diagnostics)
    {
        var labels = new List<LabelModel>();
        var owners = new Dictionary<string, SchemaLabel>(StringComparer.Ordinal);
        foreach (var label in @enum.Labels)
        {
            var name = NamingPolicy.LabelName(label);
            if (WhyNot(name, label) is { } problem)
            {
                var other = owners.TryGetValue(name, out var owner) ? new FilePlace(path, owner.Place) : null;
                var key = NameKey.Of(@enum, label.Name);
                diagnostics.Add(new DiagnosticModel(
                    DiagnosticIds.LabelNameCollision,
                    new FilePlace(path, label.Place),
                    $"{problem}: {(owner is null ? NameSetting.Advice(key) : NameSetting.Advice(NameKey.Of(@enum, owner.Name), key))}",
                    other));
                continue;
            }

            owners.Add(name, label);
            labels.Add(new LabelModel(label.Name, name));
        }

        return new EnumModel(
            @enum.Schema,
            @enum.Name,
            @namespace,
            NamingPolicy.TypeName(@enum),
            @enum.Comment,
            new EquatableArray<LabelModel>(labels));

        string? WhyNot(string name, SchemaLabel label)
        {
            var quoted = SchemaIdentifier.Quote(label.Name);
            if (owners.TryGetValue(name, out var owner))
                return $"Labels {SchemaIdentifier.Quote(owner.Name)} and {quoted} of {@enum.QualifiedName} both make the C# value {name}";

            return name is NamingPolicy.UnrecognizedLabel or "value__"
                ? $"Label {quoted} of {@enum.QualifiedName} cannot make the C# value {name}, which every enum has already"
                : null;
        }
    }
}
