using System.Runtime.InteropServices;

namespace Sabot.Cdc.Tool.Terminal;

/// <summary>Asks whether the program that the standard output is piped into is still there.</summary>
/// <remarks>
/// Implementation note: writing to a pipe that nobody reads any more is no error to .NET's console, which drops the text.
/// Windows has no way to ask, so there a command that follows changes ends by Ctrl+C only.
/// </remarks>
internal static class OutputPipe
{
    private const int StandardOutput = 1;

    // POLLERR, POLLHUP and POLLNVAL, which are reported without being asked for, and are the same numbers on all Unixes.
    private const short Gone = 0x08 | 0x10 | 0x20;

    public static bool HasReader()
    {
        if (OperatingSystem.IsWindows())
            return true;
        var output = new PollFd { FileDescriptor = StandardOutput };
        return Poll(ref output, 1, timeout: 0) <= 0 || (output.Result & Gone) == 0;
    }

    [DllImport("libc", EntryPoint = "poll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Poll(ref PollFd files, nuint count, int timeout);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollFd
    {
        public int FileDescriptor;
        public short Wanted;
        public short Result;
    }
}
