using System;
using System.Collections.Generic;
using System.Linq;
using Sabot.Cdc.Generator.Diagnostics;
using Sabot.Cdc.Naming;
using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Generator.Model;

/// <summary>Gives out the member names of one row struct and says who meets whom in one name.</summary>
/// <remarks>
/// The properties of all columns come before what is derived from them (<c>HasEmail</c>): of a column <c>has_email</c>
/// and a column <c>email</c>, the first has the name and the second is told so. Both cannot be had, and neither may
/// quietly mean the other.
/// </remarks>
internal sealed class MemberScope(SchemaItem item, string typeName, string path)
{
    private readonly Dictionary<string, SchemaColumn> _owners = new(StringComparer.Ordinal);
    private readonly List<DiagnosticModel> _diagnostics = [];

    public IReadOnlyList<DiagnosticModel> Diagnostics => _diagnostics;

    /// <summary>The properties of the columns.</summary>
    public string[] ClaimProperties(IReadOnlyList<SchemaColumn> columns) => [.. columns.Select(column =>
    {
        var name = NamingPolicy.PropertyName(column, typeName);
        Claim(name, column);
        return name;
    })];

    /// <summary>The members of a column, whose property it has claimed already.</summary>
    public EquatableArray<MemberModel> ClaimMembers(SchemaColumn column, string property, IEnumerable<MemberKind> kinds)
    {
        var members = Members(property, kinds).ToArray();
        foreach (var member in members.Where(member => member.Kind != MemberKind.Value))
            Claim(member.Name, column);

        return new EquatableArray<MemberModel>(members);
    }

    /// <summary>
    /// The members of a dropped column that no other column has; a live column's name means the live column.
    /// </summary>
    public EquatableArray<MemberModel> Unclaimed(
        string property, IEnumerable<MemberKind> kinds, HashSet<string> tombstones) =>
        new(Members(property, kinds)
            .Where(member => !_owners.ContainsKey(member.Name) && tombstones.Add(member.Name)));

    private static IEnumerable<MemberModel> Members(string property, IEnumerable<MemberKind> kinds) =>
        kinds.Select(kind => new MemberModel(kind, NamingPolicy.MemberName(property, kind)));

    private void Claim(string name, SchemaColumn column)
    {
        if (NamingPolicy.IsTaken(name, typeName) || NamingPolicy.IsReserved(name))
        {
            Report(
                DiagnosticIds.NameTaken,
                column.CSharpNamePlace.Line > 0 ? column.CSharpNamePlace : column.Place,
                $"{Kind} {Name(column)} of {item.QualifiedName} cannot make the C# member {name}, which its type has "
                + "already",
                NameSetting.Advice(NameKey.Of(item, column.Name)));
        }
        else if (!_owners.TryGetValue(name, out var owner))
        {
            _owners.Add(name, column);
        }
        else
        {
            Report(
                DiagnosticIds.MemberNameCollision,
                column.Place,
                $"{Kind}s {Name(owner)} and {Name(column)} of {item.QualifiedName} both make the C# member {name}",
                NameSetting.Advice(NameKey.Of(item, owner.Name), NameKey.Of(item, column.Name)),
                new FilePlace(path, owner.Place));
        }
    }

    private string Kind => item is SchemaTable ? "Column" : "Attribute";

    private static string Name(SchemaColumn column) => SchemaIdentifier.Quote(column.Name);

    private void Report(string id, SchemaPlace place, string problem, string advice, FilePlace? other = null) =>
        _diagnostics.Add(new DiagnosticModel(id, new FilePlace(path, place), $"{problem}: {advice}", other));
}
