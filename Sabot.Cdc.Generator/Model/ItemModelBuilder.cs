using System.Collections.Generic;
using System.Linq;
using Sabot.Cdc.Generator.Diagnostics;
using Sabot.Cdc.Naming;
using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Generator.Model;

/// <summary>Makes an item's model, and what there is to say about it, from its .cdc file.</summary>
internal static class ItemModelBuilder
{
    public static ItemResult Build(ParsedFile file, TypeIndex types)
    {
        if (file.Item is not { } item)
            return ItemResult.Wrong(file.Path, file.Diagnostics);

        var diagnostics = new List<DiagnosticModel>();
        var @namespace = ItemNamespace.Of(item.Namespace, types.DefaultNamespace);
        if (NamingPolicy.IsTaken(NamingPolicy.TypeName(item), item))
            return ItemResult.Wrong(file.Path, [NameTaken(item, file.Path)]);

        ItemModel? model = item switch
        {
            SchemaTable table => TableModelBuilder.Build(table, @namespace, file.Path, types, diagnostics),
            SchemaEnum @enum => EnumModelBuilder.Build(@enum, @namespace, file.Path, diagnostics),
            _ => CompositeModelBuilder.Build((SchemaComposite)item, @namespace, file.Path, types, diagnostics),
        };
        return model is null
            ? ItemResult.Wrong(file.Path, diagnostics)
            : new ItemResult(
                file.Path,
                model,
                new FilePlace(file.Path, item.Place),
                new EquatableArray<DiagnosticModel>(diagnostics));
    }

    private static DiagnosticModel NameTaken(SchemaItem item, string path) =>
        new(
            DiagnosticIds.NameTaken,
            new FilePlace(path, item.CSharpNamePlace.Line > 0 ? item.CSharpNamePlace : item.Place),
            $"The C# name {NamingPolicy.TypeName(item)} of {item.Keyword} {item.QualifiedName} is that of a member of the "
            + $"client, or of the class of its tables: {NameSetting.Advice(NameKey.Of(item))}");
}
