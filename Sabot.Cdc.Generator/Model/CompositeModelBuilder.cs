using System.Collections.Generic;
using System.Linq;
using Sabot.Cdc.Generator.Diagnostics;
using Sabot.Cdc.Naming;
using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Generator.Model;

/// <summary>Makes the model of a composite type.</summary>
internal static class CompositeModelBuilder
{
    /// <summary>
    /// The model, whatever is wrong: tables use the type, and an error of it is one error, not one in each of them.
    /// </summary>
    public static CompositeModel Build(
        SchemaComposite composite, string @namespace, string path, TypeIndex types, List<DiagnosticModel> diagnostics)
    {
        var typeName = NamingPolicy.TypeName(composite);
        var scope = new MemberScope(composite, typeName, path);
        var resolver = new ColumnResolver(composite, path, types);
        var properties = scope.ClaimProperties(composite.Attributes);
        var attributes = composite.Attributes.Select((attribute, i) =>
        {
            var value = resolver.ValueOf(attribute);
            var members = scope.ClaimMembers(attribute, properties[i], ColumnMembers.OfAttribute(value.Kind));
            return resolver.Resolve(attribute, properties[i], members, value);
        }).ToList();

        diagnostics.AddRange(resolver.Diagnostics);
        diagnostics.AddRange(scope.Diagnostics);
        if (attributes.Count == 0)
        {
            diagnostics.Add(new DiagnosticModel(
                DiagnosticIds.EmptyComposite,
                new FilePlace(path, composite.Place),
                $"Composite type {composite.QualifiedName} has no attributes, so its values cannot be read: give it one "
                + "(ALTER TYPE … ADD ATTRIBUTE), or leave the tables out that use it"));
        }

        // Members of one name would be errors of the compiler as well, so such a type has none at all.
        return new CompositeModel(
            composite.Schema,
            composite.Name,
            @namespace,
            typeName,
            composite.Comment,
            new EquatableArray<ColumnModel>(scope.Diagnostics.Count > 0
                ? attributes.Select(attribute => attribute with { Members = default })
                : attributes));
    }
}
