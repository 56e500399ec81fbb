namespace Sabot.Cdc.Faults.Consuming;

/// <summary>A disk of a few kilobytes that only one process sees, in a mount namespace of its own.</summary>
internal static class SmallDisk
{
    private const string Size = "16k";

    /// <summary>The first arguments of <c>unshare</c>: what makes the disk, and the program that is run.</summary>
    public static void AddTo(ICollection<string> arguments, string folder)
    {
        arguments.Add("--mount");
        // Whoever is not root may mount only as root of a user namespace of their own.
        if (!Environment.IsPrivilegedProcess)
            arguments.Add("--map-root-user");
        foreach (var argument in (string[])
            ["sh", "-c", $"mount -t tmpfs -o size={Size} tmpfs \"$1\" && shift && exec \"$@\"", "sh", folder, "dotnet"])
        {
            arguments.Add(argument);
        }
    }
}
