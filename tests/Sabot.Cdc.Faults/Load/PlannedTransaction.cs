using System.Globalization;
using System.Text;

namespace Sabot.Cdc.Faults.Load;

/// <summary>A transaction that is about to be run: its statements, its changes, and how to forget them.</summary>
internal sealed class PlannedTransaction(long number)
{
    private readonly StringBuilder _statements = new();
    private readonly Stack<Action> _undo = new();

    /// <summary>Its row in table journal.</summary>
    public long Number => number;

    public bool RollsBack { get; init; }

    public List<ModelChange> Changes { get; } = [];

    /// <summary>Undone by a rollback to a savepoint.</summary>
    public List<ModelChange> Undone { get; } = [];

    public string Statements => _statements.ToString();

    public void Add(FormattableString statement) =>
        _statements.Append(statement.ToString(CultureInfo.InvariantCulture)).Append(";\n");

    public void Add(ModelChange change, Action undo)
    {
        Changes.Add(change);
        _undo.Push(undo);
    }

    /// <summary>Rolls back to the savepoint that was made when there were <paramref name="count"/> changes.</summary>
    public void RollBackTo(int count)
    {
        Undone.AddRange(Changes.Skip(count));
        while (Changes.Count > count)
        {
            Changes.RemoveAt(Changes.Count - 1);
            _undo.Pop()();
        }
    }
}
