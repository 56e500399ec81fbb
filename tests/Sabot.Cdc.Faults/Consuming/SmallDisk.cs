using Sabot.Cdc.Faults.Running;

namespace Sabot.Cdc.Faults.Consuming;

/// <summary>A disk of a few kilobytes that only one process sees, in a mount namespace of its own.</summary>
internal static class SmallDisk
{
    private const string Size = "16k";

    // Whoever is not root may mount only as root of a user namespace of their own.
    private static string[] Namespaces => Environment.IsPrivilegedProcess ? ["--mount"] : ["--mount", "--map-root-user"];

    /// <summary>The arguments of <c>unshare</c> that make the disk in place of the folder, and run the program.</summary>
    public static string[] Arguments(string folder, string program) =>
        [.. Namespaces, "sh", "-c", $"mount -t tmpfs -o size={Size} tmpfs \"$1\" && shift && exec \"$@\"", "sh", folder, program];

    /// <summary>Fails with what is missing where this machine lets nobody have such a disk.</summary>
    public static async Task CheckAsync(string folder)
    {
        var (exitCode, output) = await TestProcess.TryRunAsync("unshare", Arguments(folder, "true"), CancellationToken.None);
        if (exitCode == 0)
            return;
        throw new ScheduleException(
            $"A full disk needs 'unshare {string.Join(' ', Namespaces)}' (util-linux) and a mount of a tmpfs in it, which this machine does "
            + $"not allow ({output.Trim()}); run as root with CAP_SYS_ADMIN, or allow user namespaces to others "
            + "(user.max_user_namespaces, kernel.unprivileged_userns_clone, kernel.apparmor_restrict_unprivileged_userns).");
    }
}
