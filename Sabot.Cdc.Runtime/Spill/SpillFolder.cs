using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace Sabot.Cdc;

/// <summary>
/// A session's private folder for transactions in progress. A lock that ends with the process tells the folders of
/// living sessions from what killed ones have left, which the next session removes.
/// </summary>
internal sealed class SpillFolder : IDisposable
{
    private const string Prefix = "sabot-cdc-spill-";
    private const string LockName = "lock";
    private const string Extension = ".spill";
    private const int CreateAttempts = 3;
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly FileStream _lock;
    private readonly FileShare _sharing;
    private readonly ILogger _logger;

    private SpillFolder(string path, FileShare sharing, ILogger logger)
    {
        Path = path;
        _sharing = sharing;
        _lock = Lock(path, FileMode.CreateNew);
        _logger = logger;
    }

    internal string Path { get; }

    /// <summary>Makes a folder below a parent, or the system's one for temporary files, and clears the parent.</summary>
    /// <param name="parent">The parent; null for the system's one.</param>
    /// <param name="logger">Where to log.</param>
    /// <param name="sharing">How locks are asked for; a test asks for those that a file system without locks grants.
    /// </param>
    /// <exception cref="CdcSpillException">The parent does not take it.</exception>
    internal static SpillFolder Open(string? parent, ILogger logger, FileShare sharing = FileShare.None)
    {
        var root = System.IO.Path.GetFullPath(parent ?? System.IO.Path.GetTempPath());
        try
        {
            Directory.CreateDirectory(root);
            var folder = Create(root, sharing, logger);
            folder.RemoveLeftovers(root);
            return folder;
        }
        catch (Exception e) when (SpillFile.IsOfDisk(e))
        {
            throw SpillErrors.Failed("make a folder for transactions in progress", root, e);
        }
    }

    internal static string FileName(uint transaction) =>
        string.Create(CultureInfo.InvariantCulture, $"{transaction}{Extension}");

    public void Dispose()
    {
        _lock.Dispose();
        try
        {
            RemoveFiles(Path);
            RemoveFolder(Path);
        }
        catch (Exception e) when (SpillFile.IsOfDisk(e))
        {
            Log.SpillNotRemoved(_logger, Path, e);
        }
    }

    private static SpillFolder Create(string root, FileShare sharing, ILogger logger)
    {
        for (var attempt = 1; ; attempt++)
        {
            var path = System.IO.Path.Combine(root, Prefix + RandomNumberGenerator.GetHexString(16, lowercase: true));
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(path);
            else
                Directory.CreateDirectory(path, Private);
            try
            {
                return new SpillFolder(path, sharing, logger);
            }
            catch (IOException) when (attempt < CreateAttempts)
            {
                // Another session that clears the parent can lock the file between our making and our locking it.
            }
        }
    }

    private FileStream Lock(string folder, FileMode mode) =>
        new(System.IO.Path.Combine(folder, LockName), mode, FileAccess.ReadWrite, _sharing, bufferSize: 0);

    /// <summary>Only what such a folder has in it: whatever else is there is not ours to delete.</summary>
    private static void RemoveFiles(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*" + Extension))
            File.Delete(file);
    }

    private static void RemoveFolder(string folder)
    {
        File.Delete(System.IO.Path.Combine(folder, LockName));
        Directory.Delete(folder);
    }

    private void RemoveLeftovers(string root)
    {
        if (!LocksHold())
        {
            Log.SpillLocksMissing(_logger, root);
            return;
        }

        foreach (var folder in Directory.EnumerateDirectories(root, Prefix + "*"))
        {
            if (folder == Path || new DirectoryInfo(folder).LinkTarget is not null)
                continue;
            try
            {
                // Fails while the session lives, and for folders of other users and those that have no lock yet.
                using (Lock(folder, FileMode.Open))
                    RemoveFiles(folder);
                RemoveFolder(folder);
                Log.SpillLeftoverRemoved(_logger, folder);
            }
            catch (Exception e) when (SpillFile.IsOfDisk(e))
            {
                Log.SpillLeftoverStays(_logger, folder, e);
            }
        }
    }

    /// <summary>
    /// Some network file systems grant every lock. Where our own can be had twice, a folder that can be locked may be
    /// that of a living session.
    /// </summary>
    private bool LocksHold()
    {
        try
        {
            using (Lock(Path, FileMode.Open))
                return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
