using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Sabot.Cdc.Generator.Analyzers.Presence;

/// <summary>
/// Walks the ways through a body with what is known on each, and says which values are read where they may be missing.
/// </summary>
internal sealed class PresenceFlow(
    CdcSymbols symbols, RowOrigins origins, IReadOnlyList<Fact> asked, CancellationToken cancellationToken)
{
    private readonly Condition _condition = new(symbols, origins);
    private readonly List<IPropertyReferenceOperation> _unchecked = [];

    /// <summary>The reads that nothing on every way to them has asked about, in the order of the code.</summary>
    public IReadOnlyList<IPropertyReferenceOperation> Run(ControlFlowGraph graph)
    {
        Run(graph, [], isDeferred: false);
        return _unchecked;
    }

    private void Run(ControlFlowGraph graph, HashSet<Fact> start, bool isDeferred)
    {
        origins.Learn(graph);
        var entries = Entries(graph, start);
        foreach (var block in graph.Blocks)
        {
            if (entries[block.Ordinal] is { } entry && block.IsReachable)
                Leave(block, entry, graph, isDeferred);
        }

        foreach (var local in graph.LocalFunctions)
            Run(graph.GetLocalFunctionControlFlowGraph(local, cancellationToken), [], isDeferred: true);
    }

    // What is known at the entry of each block: what all ways to it have in common. Null until there is a way.
    private HashSet<Fact>?[] Entries(ControlFlowGraph graph, HashSet<Fact> start)
    {
        var entries = new HashSet<Fact>?[graph.Blocks.Length];
        entries[0] = start;
        bool isChanged;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            isChanged = false;
            foreach (var block in graph.Blocks)
            {
                if (entries[block.Ordinal] is null && HandledBy(block) is { } tried)
                    isChanged |= Meet(entries, block, entries[tried]);
                if (entries[block.Ordinal] is not { } entry)
                    continue;

                var exit = Leave(block, entry, null, false);
                var facts = block.ConditionKind == ControlFlowConditionKind.None || block.BranchValue is null
                    ? []
                    : _condition.FactsOf(block.BranchValue).ToArray();
                var isTrueConditional = block.ConditionKind == ControlFlowConditionKind.WhenTrue;
                isChanged |= Follow(block.ConditionalSuccessor, isTrueConditional);
                isChanged |= Follow(block.FallThroughSuccessor, !isTrueConditional);

                bool Follow(ControlFlowBranch? branch, bool isTrue)
                {
                    if (branch?.Destination is not { } next)
                        return false;
                    var known = new HashSet<Fact>(exit);
                    known.UnionWith(facts
                        .Where(fact => isTrue ? fact.WhenTrue : fact.WhenFalse)
                        .Select(fact => fact.Fact));
                    return Meet(entries, next, known);
                }
            }
        }
        while (isChanged);
        return entries;
    }

    private static bool Meet(HashSet<Fact>?[] entries, BasicBlock block, HashSet<Fact>? known)
    {
        if (known is null)
            return false;
        if (entries[block.Ordinal] is not { } entry)
        {
            entries[block.Ordinal] = new HashSet<Fact>(known);
            return true;
        }

        var count = entry.Count;
        entry.IntersectWith(known);
        return entry.Count < count;
    }

    // A handler is reached from anywhere in what it guards: known is what was known before that.
    private static int? HandledBy(BasicBlock block)
    {
        var region = block.EnclosingRegion;
        while (region is not null && region.FirstBlockOrdinal == block.Ordinal)
        {
            if (region.Kind is ControlFlowRegionKind.Catch or ControlFlowRegionKind.Filter
                or ControlFlowRegionKind.FilterAndHandler or ControlFlowRegionKind.Finally)
                return region.EnclosingRegion?.FirstBlockOrdinal;
            region = region.EnclosingRegion;
        }

        return null;
    }

    // What is known after a block: a value that was read was there. With a graph, what is wrong is noted.
    private HashSet<Fact> Leave(BasicBlock block, HashSet<Fact> entry, ControlFlowGraph? graph, bool isDeferred)
    {
        var known = new HashSet<Fact>(entry);
        foreach (var operation in OperationsOf(block))
        {
            switch (operation)
            {
                case IPropertyReferenceOperation read
                    when symbols.ColumnOf(read.Property) is { } column && !Patterns.IsMember(read):
                    var row = origins.RowOf(read.Instance);
                    if (graph is not null && row.IsSeen && !IsKnown(row, column))
                        _unchecked.Add(read);
                    known.Add(new Fact(row, column));
                    break;
                case IFlowAnonymousFunctionOperation function when graph is not null:
                    var body = graph.GetAnonymousFunctionControlFlowGraph(function, cancellationToken);
                    Run(body, known, isDeferred: true);
                    break;
            }
        }

        return known;

        // A function that runs later may count on what is asked anywhere.
        bool IsKnown(Row row, string column) =>
            known.Any(fact => fact.Covers(row, column))
            || (isDeferred && asked.Any(fact => fact.Covers(row, column)));
    }

    private static IEnumerable<IOperation> OperationsOf(BasicBlock block) =>
        block.Operations
            .Concat(block.BranchValue is { } value ? [value] : [])
            .SelectMany(operation => operation.DescendantsAndSelf())
            .OrderBy(operation => operation.Syntax.SpanStart);
}
