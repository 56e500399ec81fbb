using Sabot.Cdc.Generator.Model;

namespace Sabot.Cdc.Generator.Contracts;

/// <summary>A member of a generated row that a contract can read.</summary>
/// <param name="Column">The name of its column in PostgreSQL.</param>
/// <param name="PostgresType">The column's declaration in PostgreSQL.</param>
/// <param name="Type">The member's C# type in full.</param>
/// <param name="Dropped">The column's tombstone, if only that is there.</param>
internal sealed record RowMember(string Column, string PostgresType, string Type, TombstoneModel? Dropped)
{
    /// <summary>The type as people write it.</summary>
    public string Shown
    {
        get
        {
            var text = new System.Text.StringBuilder();
            foreach (var name in System.Text.RegularExpressions.Regex.Split(Type, @"([<>,?\[\] ])"))
                text.Append(name.Substring(name.LastIndexOf('.') + 1));

            return text.ToString();
        }
    }
}
