using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sabot.Cdc.Integration.Tests.Hosting;

namespace Sabot.Cdc.Runtime.Tests.Spill;

public sealed class SpillFolderTests : IDisposable
{
    private readonly LogLines _logs = new();
    private readonly string _parent = Directory.CreateTempSubdirectory("sabot-cdc-test-").FullName;

    public void Dispose() => Directory.Delete(_parent, recursive: true);

    [Fact]
    public void A_folder_is_for_its_user_alone_and_goes_at_the_end()
    {
        using (var folder = Open())
        {
            Assert.Equal(_parent, Path.GetDirectoryName(folder.Path));
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(
                    UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
                    File.GetUnixFileMode(folder.Path));
            }

            File.WriteAllText(Path.Combine(folder.Path, SpillFolder.FileName(7)), "rows");
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(_parent));
    }

    [Fact]
    public void Without_a_parent_it_is_below_the_system_s_folder_for_temporary_files()
    {
        using var folder = SpillFolder.Open(null, NullLogger.Instance);
        Assert.Equal(Path.TrimEndingDirectorySeparator(Path.GetTempPath()), Path.GetDirectoryName(folder.Path));
    }

    [Fact]
    public void A_parent_that_is_missing_is_made()
    {
        using var folder = SpillFolder.Open(Path.Combine(_parent, "a", "b"), NullLogger.Instance);
        Assert.Equal(Path.Combine(_parent, "a", "b"), Path.GetDirectoryName(folder.Path));
    }

    [Fact]
    public void A_parent_that_is_no_folder_is_an_error_that_names_it_and_says_what_to_do()
    {
        var file = Path.Combine(_parent, "file");
        File.WriteAllText(file, "");
        var error = Assert.Throws<CdcSpillException>(() => SpillFolder.Open(file, NullLogger.Instance));
        Assert.Equal(file, error.Folder);
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        Assert.Contains("SpillFolder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_killed_session_has_left_goes_when_the_next_one_begins()
    {
        var left = Leave();
        using var folder = Open();
        Assert.False(Directory.Exists(left));
        Assert.True(Directory.Exists(folder.Path));
        Assert.Equal(
            (LogLevel.Information, $"Removed {left}, which a session that did not end by itself has left of transactions in progress", null),
            _logs.One(83));
        Assert.Equal(0, _logs.Count(84));
    }

    [Fact]
    public void Folders_of_living_sessions_and_of_others_stay()
    {
        using var living = Open();
        var file = Path.Combine(living.Path, SpillFolder.FileName(7));
        File.WriteAllText(file, "rows");
        var withoutLock = Directory.CreateDirectory(Path.Combine(_parent, "sabot-cdc-spill-new")).FullName;
        var other = Directory.CreateDirectory(Path.Combine(_parent, "other")).FullName;
        File.WriteAllText(Path.Combine(other, "lock"), "");
        using (Open())
        {
        }

        Assert.True(File.Exists(file));
        Assert.True(Directory.Exists(withoutLock));
        Assert.True(Directory.Exists(other));
        Assert.Equal(
            new[] { living.Path, withoutLock }.Order().Select(folder => $"Left {folder} alone: its session lives, or it is somebody else's"),
            _logs.All.Select(line => line.Text).Order());
        Assert.All(_logs.All, line => Assert.Equal((84, LogLevel.Debug, true), (line.Id, line.Level, line.Exception is IOException)));
    }

    [Fact]
    public void A_folder_that_cannot_be_removed_is_named()
    {
        var folder = Open();
        File.WriteAllText(Path.Combine(folder.Path, "precious"), "");
        folder.Dispose();

        var (level, text, exception) = _logs.One(85);
        Assert.Equal((LogLevel.Warning, $"Could not remove {folder.Path}; delete it, nothing needs it any more"), (level, text));
        Assert.IsAssignableFrom<IOException>(exception);
    }

    [Fact]
    public void Where_locks_do_not_hold_nothing_is_removed_and_that_is_said()
    {
        var left = Leave();
        using (Open(FileShare.ReadWrite))
            Assert.True(Directory.Exists(left));
        Assert.Equal(
            (
                LogLevel.Warning,
                $"The file system of {_parent} does not hold locks, so what killed sessions leave there is not removed; set SpillFolder "
                    + "to a local disk",
                null),
            _logs.One(86));
        using (Open())
            Assert.False(Directory.Exists(left));
        Assert.Equal(1, _logs.Count(86));
    }

    [Fact]
    public void A_leftover_that_holds_something_foreign_keeps_it()
    {
        var left = Leave();
        File.WriteAllText(Path.Combine(left, "precious"), "");
        using (Open())
        {
        }

        Assert.True(File.Exists(Path.Combine(left, "precious")));
    }

    [Fact]
    public void A_link_in_the_place_of_a_leftover_is_not_followed()
    {
        var target = Directory.CreateDirectory(Path.Combine(_parent, "target")).FullName;
        File.WriteAllText(Path.Combine(target, "lock"), "");
        File.WriteAllText(Path.Combine(target, "1.spill"), "");
        Directory.CreateSymbolicLink(Path.Combine(_parent, "sabot-cdc-spill-link"), target);
        using (Open())
        {
        }

        Assert.True(File.Exists(Path.Combine(target, "1.spill")));
    }

    [Fact]
    public void A_session_of_another_process_is_living_until_it_is_killed()
    {
        var left = Leave();
        using (var holder = Process.Start("flock", ["--exclusive", Path.Combine(left, "lock"), "sleep", "60"]))
        {
            SpinWait.SpinUntil(() => IsLocked(left), TimeSpan.FromSeconds(30));
            using (Open())
                Assert.True(Directory.Exists(left));
            holder.Kill(entireProcessTree: true);
            holder.WaitForExit();
        }

        SpinWait.SpinUntil(() => !IsLocked(left), TimeSpan.FromSeconds(30));
        using (Open())
            Assert.False(Directory.Exists(left));
    }

    private SpillFolder Open(FileShare sharing = FileShare.None) =>
        SpillFolder.Open(_parent, _logs.CreateLogger("Sabot.Cdc.CdcClient"), sharing);

    /// <summary>What is there when nobody has disposed a folder, and nobody has its lock any more.</summary>
    private string Leave()
    {
        var left = Directory.CreateDirectory(Path.Combine(_parent, "sabot-cdc-spill-left")).FullName;
        File.WriteAllText(Path.Combine(left, "lock"), "");
        File.WriteAllText(Path.Combine(left, SpillFolder.FileName(7)), "rows");
        return left;
    }

    private static bool IsLocked(string folder)
    {
        try
        {
            using (new FileStream(
                Path.Combine(folder, "lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
                return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
