namespace Sabot.Cdc;

/// <summary>
/// The columns of a table with everything nested in them, each under a number: the columns have their ordinals, what is
/// nested follows, breadth first, so that parents come before their children and the children of one follow each other.
/// </summary>
internal sealed class NestedColumns
{
    private const int NoParent = -1;

    private readonly List<CdcColumn> _columns;
    private readonly List<int> _parents;
    private readonly List<int> _firstChildren = [];

    internal NestedColumns(ReadOnlySpan<CdcColumn> columns)
    {
        _columns = [.. columns];
        _parents = [.. Enumerable.Repeat(NoParent, columns.Length)];
        for (var number = 0; number < _columns.Count; number++)
        {
            _firstChildren.Add(_columns.Count);
            foreach (var child in _columns[number].Children)
            {
                _columns.Add(child);
                _parents.Add(number);
            }
        }
    }

    /// <summary>Columns, elements and attributes.</summary>
    internal int Count => _columns.Count;

    internal CdcColumn this[int number] => _columns[number];

    /// <summary>The column that an element or attribute is part of; of a table's column -1.</summary>
    internal int Parent(int number) => _parents[number];

    /// <summary>The number of the first child, whether or not there is one.</summary>
    internal int FirstChild(int number) => _firstChildren[number];

    /// <summary>The name from the table's column on: <c>home.zip</c>, <c>tags[]</c>, <c>homes[].zip</c>.</summary>
    internal string Path(int number)
    {
        var parent = _parents[number];
        if (parent == NoParent)
            return _columns[number].Name;
        return _columns[parent].Type == CdcType.Array
            ? $"{Path(parent)}[]"
            : $"{Path(parent)}.{_columns[number].Name}";
    }
}
