using System;
using System.Collections.Generic;
using System.Linq;
using Sabot.Cdc.Generator.Diagnostics;
using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Generator.Model;

/// <summary>Gives out the member names of one row struct and says who meets whom in one name.</summary>
/// <remarks>
/// The properties of all columns come before what is derived from them (<c>HasEmail</c>): of a column <c>has_email</c>
/// and a column <c>email</c>, the first has the name and the second is told so. Both cannot be had, and neither may
/// quietly mean the other.
/// </remarks>
internal sealed class MemberScope(SchemaTable table, string path)
{
    private readonly Dictionary<string, SchemaColumn> _owners = new(StringComparer.Ordinal);
    private readonly List<DiagnosticModel> _diagnostics = [];

    public IReadOnlyList<DiagnosticModel> Diagnostics => _diagnostics;

    /// <summary>Whether the column may have the name; if not, that is reported at the column.</summary>
    public bool TryClaim(string name, SchemaColumn column)
    {
        if (!_owners.TryGetValue(name, out var owner))
        {
            _owners.Add(name, column);
            return true;
        }

        _diagnostics.Add(new DiagnosticModel(
            DiagnosticIds.MemberNameCollision,
            new FilePlace(path, column.Place),
            $"Columns {SchemaIdentifier.Quote(owner.Name)} and {SchemaIdentifier.Quote(column.Name)} of "
            + $"{SchemaIdentifier.Qualify(table.Schema, table.Name)} both make the C# member {name}: "
            + "rename one of the columns and run 'dotnet sabot-cdc scaffold' again, or leave the table out",
            new FilePlace(path, owner.Place)));
        return false;
    }

    /// <summary>
    /// The members of a dropped column that no other column has; a live column's name means the live column.
    /// </summary>
    public IEnumerable<MemberModel> Unclaimed(IEnumerable<MemberModel> members, HashSet<string> tombstones) =>
        members.Where(member => !_owners.ContainsKey(member.Name) && tombstones.Add(member.Name));
}
