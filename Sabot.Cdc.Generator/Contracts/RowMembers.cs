using System;
using System.Collections.Generic;
using Sabot.Cdc.Generator.Emit;
using Sabot.Cdc.Generator.Model;

namespace Sabot.Cdc.Generator.Contracts;

/// <summary>The members of a table's row by their names.</summary>
internal sealed class RowMembers
{
    private readonly Dictionary<string, RowMember> _members = new(StringComparer.Ordinal);

    public RowMembers(TableModel table)
    {
        Table = table;
        foreach (var column in table.Columns)
        {
            var declaration = column.PostgresType + (column.NotNull ? " not null" : "");
            foreach (var member in column.Members)
            {
                var type = MemberAccess.TypeOf(column, member.Kind);
                _members.Add(member.Name, new RowMember(column.Name, declaration, type, Dropped: null));
            }
        }

        foreach (var column in table.Tombstones)
        {
            foreach (var member in column.Members)
                _members.Add(member.Name, new RowMember(column.Name, column.Value.PostgresType, "", column));
        }
    }

    public TableModel Table { get; }

    public RowMember? Find(string name) => _members.TryGetValue(name, out var member) ? member : null;

    /// <summary>The name of a member that is there, like the one that is not.</summary>
    public string? Nearest(string name)
    {
        var live = new List<string>();
        foreach (var member in _members)
        {
            if (member.Value.Dropped is null)
                live.Add(member.Key);
        }

        return Spelling.Nearest(name, live);
    }
}
