using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Sabot.Cdc.Tool.Commands;

namespace Sabot.Cdc.Tool.Git;

/// <summary>Runs the git executable.</summary>
internal static class GitProcess
{
    /// <summary>Runs git in a folder; its output is bytes, since files may hold any.</summary>
    /// <exception cref="ToolException">There is no git.</exception>
    public static async Task<(int ExitCode, byte[] Output, string Error)> RunAsync(
        string folder, IEnumerable<string> arguments, string input, CancellationToken cancellationToken)
    {
        using var git = Start(folder, arguments);
        try
        {
            using var output = new MemoryStream();
            var reading = git.StandardOutput.BaseStream.CopyToAsync(output, cancellationToken);
            var error = git.StandardError.ReadToEndAsync(cancellationToken);
            await WriteAsync(git, input, cancellationToken);
            await Task.WhenAll(reading, error);
            await git.WaitForExitAsync(cancellationToken);
            return (git.ExitCode, output.ToArray(), await error);
        }
        catch (OperationCanceledException)
        {
            git.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static Process Start(string folder, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("git", ["-C", folder, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        // Errors in English, which one of ours may quote.
        start.Environment["LC_ALL"] = "C";
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new ToolException("git cannot be started, and --against asks it for the files of the revision; install it, or put it on the PATH.");
        }
    }

    /// <summary>A git that has failed reads nothing, and says why itself.</summary>
    private static async Task WriteAsync(Process git, string input, CancellationToken cancellationToken)
    {
        try
        {
            await git.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
            git.StandardInput.Close();
        }
        catch (IOException)
        {
        }
    }
}
