using System.Diagnostics;

namespace Sabot.Cdc.Integration.Tests.Servers;

/// <summary>Runs a program of the machine to its end.</summary>
internal static class TestProcess
{
    /// <summary>The program's standard output.</summary>
    /// <exception cref="InvalidOperationException">It ended with another exit code than 0; the message holds its output.</exception>
    public static async Task<string> RunAsync(string file, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var (exitCode, output) = await TryRunAsync(file, arguments, cancellationToken);
        return exitCode == 0
            ? output
            : throw new InvalidOperationException($"{file} {string.Join(' ', arguments)} ended with exit code {exitCode}: {output}");
    }

    /// <summary>The program's exit code and, mixed, its standard output and standard error.</summary>
    /// <remarks>
    /// Implementation note: the output goes through a file, not a pipe. A server that pg_ctl starts inherits the
    /// stream, so the end of a pipe would not come before the server's.
    /// </remarks>
    public static async Task<(int ExitCode, string Output)> TryRunAsync(string file, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var output = Path.GetTempFileName();
        try
        {
            // The shell only redirects: "$0" and "$@" hand the program over unchanged.
            var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = "/" };
            foreach (var argument in (string[])["-c", $"exec \"$0\" \"$@\" >'{output}' 2>&1 </dev/null", file, .. arguments])
                start.ArgumentList.Add(argument);

            using var process = Process.Start(start) ?? throw new InvalidOperationException($"{file} could not be started.");
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, await File.ReadAllTextAsync(output, cancellationToken));
        }
        finally
        {
            File.Delete(output);
        }
    }
}
