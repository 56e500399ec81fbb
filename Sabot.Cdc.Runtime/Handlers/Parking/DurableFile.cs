using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;

namespace Sabot.Cdc;

/// <summary>Files that are either whole and on the disk, or not there.</summary>
internal static class DurableFile
{
    /// <summary>
    /// Writes a file beside its place, flushes it to the disk and moves it there, over an older one. The name is on the
    /// disk only after <see cref="FlushFolder"/>.
    /// </summary>
    /// <exception cref="IOException">It could not be written; an older file is untouched.</exception>
    internal static void Write(string path, Action<Stream> write)
    {
        var temporary = path + ".tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>
    /// Flushes the names in a folder to the disk. Windows writes them with the files, and has nothing to call.
    /// </summary>
    /// <exception cref="IOException">The system could not.</exception>
    internal static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = Native.Open([.. Encoding.UTF8.GetBytes(folder), 0], flags: 0);
        if (descriptor < 0)
            throw NotFlushed(folder);
        try
        {
            if (Native.Flush(descriptor) != 0)
                throw NotFlushed(folder);
        }
        finally
        {
            _ = Native.Close(descriptor);
        }
    }

    private static IOException NotFlushed(string folder)
    {
        var reason = new Win32Exception(Marshal.GetLastPInvokeError());
        return new IOException($"Could not flush folder {folder} to the disk: {reason.Message}", reason);
    }

    // .NET opens no folders. Only types that need no marshalling, so that it is safe for trimming and AOT.
    private static class Native
    {
        [DllImport("libc", EntryPoint = "open", SetLastError = true)]
        internal static extern int Open(byte[] path, int flags);

        [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
        internal static extern int Flush(int descriptor);

        [DllImport("libc", EntryPoint = "close")]
        internal static extern int Close(int descriptor);
    }
}
