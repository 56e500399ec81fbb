using System.Diagnostics;
using System.Globalization;

namespace Sabot.Cdc.Fuzz.Run;

/// <summary>
/// Runs the cases in a process of their own, so that one that ends the process (an access violation, a stack overflow,
/// no memory) is found and named too.
/// </summary>
internal static class Supervisor
{
    internal static int Run(RunOptions options)
    {
        var notes = Path.GetTempFileName();
        try
        {
            using var child = Process.Start(new ProcessStartInfo(
                Environment.ProcessPath!,
                [
                    .. ProgramFile(),
                    "work", "--notes", notes, "--corpus", options.Corpus,
                    "--runs", options.Runs.ToString(CultureInfo.InvariantCulture),
                    "--seed", options.Seed.ToString(CultureInfo.InvariantCulture),
                    .. options.Limit == TimeSpan.MaxValue
                        ? (string[])[]
                        : ["--minutes", ((int)options.Limit.TotalMinutes).ToString(CultureInfo.InvariantCulture)],
                    .. options.Case is { } one ? new[] { "--case", one.ToString(CultureInfo.InvariantCulture) } : [],
                ]))!;
            child.WaitForExit();
            if (child.ExitCode is not (0 or 1))
                NameCrash(options, notes, child.ExitCode);
            return child.ExitCode == 0 ? 0 : 1;
        }
        finally
        {
            File.Delete(notes);
        }
    }

    /// <summary>What dotnet is to run, where it is not a program of its own that runs.</summary>
    private static string[] ProgramFile() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
            ? [Environment.GetCommandLineArgs()[0]]
            : [];

    private static void NameCrash(RunOptions options, string path, int exitCode)
    {
        using var notes = CaseNotes.Open(path);
        foreach (var index in notes.Unfinished())
        {
            Console.WriteLine(
                $"case {index} of seed {options.Seed} was at work when the process ended with exit code {exitCode}");
            Finding.PrintCommand(options.Seed, index);
        }
    }
}
