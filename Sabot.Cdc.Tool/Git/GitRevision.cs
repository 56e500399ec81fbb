using System.Globalization;
using System.Text;
using Sabot.Cdc.Schema;
using Sabot.Cdc.Tool.Commands;
using Sabot.Cdc.Tool.Files;

namespace Sabot.Cdc.Tool.Git;

/// <summary>The .cdc files of a folder as a git revision has them.</summary>
internal sealed class GitRevision(string revision, string folder)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="ToolException">There is no repository or revision, or a file of it cannot be read.</exception>
    public async Task<IReadOnlyList<ExistingFile>> ReadAsync(CancellationToken cancellationToken)
    {
        if (revision.Length == 0 || revision[0] == '-')
            throw new ToolException($"'{revision}' is no git revision; name a branch, tag or commit.", ExitCode.WrongUsage);

        var (start, below) = NearestFolder();
        var prefix = await AskAsync(start, ["rev-parse", "--show-prefix"], cancellationToken);
        if (prefix.ExitCode != 0)
            throw new ToolException($"{Path.GetFullPath(start)} is in no git repository that could be read ({FirstLine(prefix.Error)}); run the command in one, or without --against.");

        var commit = await AskAsync(start, ["rev-parse", "--quiet", "--verify", revision + "^{commit}"], cancellationToken);
        if (commit.ExitCode != 0)
            throw new ToolException($"The repository of {Path.GetFullPath(start)} has no revision {revision}; name a branch, tag or commit that it has, and fetch it first where the clone is shallow.");

        return await ReadAsync(start, commit.Output.Trim(), prefix.Output.TrimEnd('\n') + below, cancellationToken);
    }

    private async Task<IReadOnlyList<ExistingFile>> ReadAsync(string start, string commit, string path, CancellationToken cancellationToken)
    {
        string[] within = path.Length == 0 ? [] : ["--", path];
        var tree = await AskAsync(start, ["ls-tree", "-z", "--full-tree", commit, .. within], cancellationToken);
        if (tree.ExitCode != 0)
            throw new ToolException($"git cannot list {folder} of {revision}: {FirstLine(tree.Error)}");

        // Each entry is "mode type object<tab>path".
        var entries = tree.Output.Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Select(entry => entry.Split('\t', 2))
            .Select(entry => (Fields: entry[0].Split(' '), Name: entry[1][(entry[1].LastIndexOf('/') + 1)..]))
            .Where(entry => entry.Fields[1] == "blob" && entry.Name.EndsWith(SchemaFileName.Extension, StringComparison.Ordinal))
            .OrderBy(entry => entry.Name, StringComparer.Ordinal)
            .ToList();
        if (entries.Count == 0)
            return [];

        var objects = string.Concat(entries.Select(entry => entry.Fields[2] + "\n"));
        var (exitCode, output, error) = await GitProcess.RunAsync(start, ["cat-file", "--batch"], objects, cancellationToken);
        if (exitCode != 0)
            throw new ToolException($"git cannot read the files of {revision}: {FirstLine(error)}");

        var position = 0;
        return [.. entries.Select(entry => Parse(entry.Name, Next(output, ref position)))];
    }

    /// <summary>The next object of cat-file's answer: "object type size", a line end, the bytes, a line end.</summary>
    private ReadOnlySpan<byte> Next(byte[] output, ref int position)
    {
        var head = output.AsSpan(position);
        var end = head.IndexOf((byte)'\n');
        var fields = Encoding.ASCII.GetString(end < 0 ? head : head[..end]).Split(' ');
        if (end < 0 || fields.Length != 3 || !int.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var size) || head.Length < end + 1 + size)
            throw new ToolException($"git does not have all files of {revision}; fetch it as a whole (a partial clone lacks some).");

        position += end + 1 + size + 1;
        return head.Slice(end + 1, size);
    }

    private ExistingFile Parse(string name, ReadOnlySpan<byte> bytes)
    {
        var path = Path.Combine(folder, name);
        try
        {
            var result = SchemaParser.Parse(Utf8.GetString(bytes));
            return result.Item is { } item
                ? new ExistingFile(path, item)
                : throw new ToolException($"{revision}:{path}({result.Errors[0].Place.Line},{result.Errors[0].Place.Column}): {result.Errors[0].Message}. Compare with a revision whose files are right.");
        }
        catch (DecoderFallbackException)
        {
            throw new ToolException($"{revision}:{path} is not UTF-8; compare with a revision whose files are right.");
        }
    }

    /// <summary>The folder or the nearest one above it that exists, since the revision may have one that is gone; and the path down from it.</summary>
    private (string Start, string Below) NearestFolder()
    {
        var below = "";
        var start = Path.GetFullPath(folder);
        while (!Directory.Exists(start))
        {
            below = Path.GetFileName(start) + "/" + below;
            start = Path.GetDirectoryName(start)!;
        }

        return (start, below);
    }

    private static async Task<(int ExitCode, string Output, string Error)> AskAsync(
        string start, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var (exitCode, output, error) = await GitProcess.RunAsync(start, arguments, "", cancellationToken);
        return (exitCode, Encoding.UTF8.GetString(output), error);
    }

    private static string FirstLine(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault("it does not say why");
}
