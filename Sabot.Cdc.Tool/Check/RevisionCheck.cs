using Sabot.Cdc.Tool.Catalog;
using Sabot.Cdc.Tool.Commands;
using Sabot.Cdc.Tool.Files;
using Sabot.Cdc.Tool.Git;

namespace Sabot.Cdc.Tool.Check;

/// <summary>Compares the files with those of a git revision.</summary>
internal static class RevisionCheck
{
    /// <exception cref="ToolException">There is no such revision, or something cannot be read.</exception>
    public static async Task<CheckResult> RunAsync(string revision, string folder, CancellationToken cancellationToken)
    {
        var before = await new GitRevision(revision, folder).ReadAsync(cancellationToken);
        var after = SchemaFolder.Read(folder, TableSelection.Parse([], []), []);
        if (before.Count == 0 && after.Count == 0)
            throw new ToolException($"Neither {folder} nor that of {revision} has .cdc files; name their folder with --output.");

        var sides = new ComparedSides(new SchemaSet(before.Select(file => file.Schema)), new SchemaSet(after.Select(file => file.Schema)), FilesAreAfter: true);
        return new CheckResult(SchemaComparison.Compare(sides), folder, $"those of {revision}", FilesAreAfter: true);
    }
}
