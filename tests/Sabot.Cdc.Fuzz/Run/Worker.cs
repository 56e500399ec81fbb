using System.Diagnostics;
using Sabot.Cdc.Fuzz.Corpus;
using Sabot.Cdc.Fuzz.Mutation;
using Sabot.Cdc.Fuzz.Reading;

namespace Sabot.Cdc.Fuzz.Run;

/// <summary>One thread's cases, and what it has counted.</summary>
internal sealed class Worker(int number, ulong seed, CorpusSession[] sessions, Oracle oracle, CaseNotes? notes)
{
    private readonly CaseMaker _maker = new(sessions);
    private long _began;
    private long _case;

    internal long Cases { get; private set; }

    /// <summary>Cases of which nothing was refused.</summary>
    internal long Accepted { get; private set; }

    internal long Batches { get; private set; }

    /// <summary>Batches of transactions that were in progress, as their commits made them.</summary>
    internal long Committed { get; private set; }

    internal long Reads { get; private set; }

    internal TimeSpan Slowest { get; private set; }

    internal Allowance Allowance => oracle.Allowance;

    /// <summary>The case at work and since when; null between cases.</summary>
    internal (long Case, TimeSpan Time)? Current =>
        Volatile.Read(ref _began) is > 0 and var began ? (_case, Stopwatch.GetElapsedTime(began)) : null;

    internal byte[] Input(long index) => _maker.Make(new Dice(seed, index));

    /// <exception cref="HostileInputException">The case found something.</exception>
    internal void Try(long index)
    {
        _case = index;
        notes?.Begin(number, index);
        var bytes = Input(index);
        var began = Stopwatch.GetTimestamp();
        Volatile.Write(ref _began, began);
        var result = oracle.Check(bytes);
        Volatile.Write(ref _began, 0);
        notes?.End(number);

        var time = Stopwatch.GetElapsedTime(began);
        Slowest = time > Slowest ? time : Slowest;
        Cases++;
        Accepted += result.Refusal is null ? 1 : 0;
        Batches += result.Batches;
        Committed += result.Committed;
        Reads += result.Reads;
    }
}
