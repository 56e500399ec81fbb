using System.IO.MemoryMappedFiles;

namespace Sabot.Cdc.Fuzz.Run;

/// <summary>
/// The case that each worker is at, in a file that outlives the process: after a crash it says which input it was.
/// </summary>
internal sealed class CaseNotes : IDisposable
{
    private const int MostWorkers = 64;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    private CaseNotes(MemoryMappedFile file)
    {
        _file = file;
        _view = file.CreateViewAccessor();
    }

    internal static CaseNotes Open(string path) =>
        new(MemoryMappedFile.CreateFromFile(path, FileMode.OpenOrCreate, null, MostWorkers * sizeof(long)));

    /// <summary>Numbered from 1, so that 0 says that the worker is at none.</summary>
    internal void Begin(int worker, long number) => _view.Write(worker * sizeof(long), number + 1);

    internal void End(int worker) => _view.Write(worker * sizeof(long), 0L);

    internal IEnumerable<long> Unfinished() =>
        Enumerable.Range(0, MostWorkers)
            .Select(worker => _view.ReadInt64(worker * sizeof(long)) - 1)
            .Where(number => number >= 0);

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }
}
