using System.Collections.Generic;
using Sabot.Cdc.Generator.Model;

namespace Sabot.Cdc.Generator.Contracts;

/// <summary>A contract: a struct of the user that says what it reads of a table.</summary>
/// <remarks>
/// It holds no Roslyn type and no place, so that it is equal to that of the run before unless the struct itself was
/// edited; see <see cref="TableModel"/>.
/// </remarks>
/// <param name="Table">The table's name as the attribute gives it.</param>
/// <param name="Namespace">The struct's namespace; empty for the global one.</param>
/// <param name="Containers">The types that it is nested in, outermost first, as they are declared: <c>class Outer</c>.</param>
/// <param name="Keyword"><c>struct</c> or <c>record struct</c>.</param>
/// <param name="Name">The struct's name, with <c>@</c> where C# needs that.</param>
/// <param name="FieldName">A name that no member of the struct has, for the field that holds the row.</param>
/// <param name="Properties">The properties to implement.</param>
internal sealed record ContractModel(
    string Table,
    string Namespace,
    EquatableArray<string> Containers,
    string Keyword,
    string Name,
    string FieldName,
    EquatableArray<ContractProperty> Properties)
{
    /// <summary>What a file of the struct is named after: its name with that of all it is in.</summary>
    public string FullName => string.Join(".", [.. Parts()]);

    private IEnumerable<string> Parts()
    {
        if (Namespace.Length > 0)
            yield return Namespace;
        foreach (var container in Containers)
            yield return container.Substring(container.LastIndexOf(' ') + 1);

        yield return Name;
    }
}
