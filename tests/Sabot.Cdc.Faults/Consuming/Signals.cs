using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Sabot.Cdc.Faults.Consuming;

/// <summary>Signals to processes of this run.</summary>
internal static class Signals
{
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    private const int NoSuchProcess = 3;

    /// <summary>Sends a signal; one to a process that has just ended is lost.</summary>
    public static void Send(int process, int signal)
    {
        if (SendSignal(process, signal) == 0 || Marshal.GetLastPInvokeError() == NoSuchProcess)
            return;
        throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);
}
