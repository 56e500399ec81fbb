using System.CommandLine;
using System.Text;
using Sabot.Cdc.Tool.Configuration;

namespace Sabot.Cdc.Tool.Commands;

/// <summary><c>init</c>: writes a sabot-cdc.json to start with.</summary>
internal static class InitCommand
{
    private const string Description =
        $"""
        Writes {ToolConfiguration.FileName} with all its keys explained, and {ConfigurationTemplate.SchemaFileName} beside it for
        editors, into the working directory, or the file that --config names. It asks nothing, and overwrites no such file.
        """;

    public static Command Create()
    {
        var command = new ToolCommand("init", Description);
        command.Examples = [("init", "in the folder of the project that reads the changes")];
        command.ExitCodes = "0 the files were written; 3 there is one already, or it cannot be written; 64 the command line is wrong.";
        command.SetAction((parsed, cancellationToken) => RunAsync(
            Path.GetFullPath(parsed.GetValue(ConfigOption.Instance) ?? ToolConfiguration.FileName), parsed.InvocationConfiguration.Output, cancellationToken));
        return command;
    }

    /// <summary>Writes the configuration to a path, whose folder is there, and its schema beside it.</summary>
    public static async Task<int> RunAsync(string path, TextWriter output, CancellationToken cancellationToken)
    {
        var (folder, name) = (Path.GetDirectoryName(path)!, Path.GetFileName(path));
        try
        {
            await WriteAsync(path, cancellationToken);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new ToolException($"{name} is there already, and was left as it is; edit it, or delete it to start again.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ToolException($"{name} cannot be written: {error.Message}");
        }

        await output.WriteLineAsync($"wrote {name} and {ConfigurationTemplate.SchemaFileName}; next:");
        var steps = await NextStepsAsync(folder, cancellationToken);
        for (var i = 0; i < steps.Count; i++)
            await output.WriteLineAsync($"  {i + 1}. {steps[i]}");
        return ExitCode.Success;
    }

    private static async Task<IReadOnlyList<string>> NextStepsAsync(string folder, CancellationToken cancellationToken)
    {
        var steps = new List<string>();
        var projects = Directory.GetFiles(folder, "*.*proj");
        if (projects.Length == 0)
            steps.Add("This folder has no project file: move both files beside that of the project that is to read the changes.");

        if (!await AnyNamesAsync(projects, "Sabot.Cdc.Generator", cancellationToken))
            steps.Add("In the project's folder, run 'dotnet add package Sabot.Cdc.Runtime' and 'dotnet add package Sabot.Cdc.Generator'.");

        steps.Add($"Set environment variable {ConnectionStrings.Variable} to Host=…;Database=…;Username=…;Password=…");
        steps.Add("Run 'dotnet sabot-cdc scaffold', which writes the .cdc files, and 'dotnet sabot-cdc doctor', which examines the server.");
        steps.Add("Check all of these files in; no password is in them.");
        return steps;
    }

    private static async Task<bool> AnyNamesAsync(string[] files, string word, CancellationToken cancellationToken)
    {
        foreach (var file in files)
        {
            if ((await File.ReadAllTextAsync(file, cancellationToken)).Contains(word, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    /// <summary>The configuration comes first: if it is there already, nothing is touched.</summary>
    private static async Task WriteAsync(string path, CancellationToken cancellationToken)
    {
        await using (var file = new FileStream(path, FileMode.CreateNew))
            await file.WriteAsync(Encoding.UTF8.GetBytes(ConfigurationTemplate.Text), cancellationToken);

        var schema = Path.Combine(Path.GetDirectoryName(path)!, ConfigurationTemplate.SchemaFileName);
        await File.WriteAllTextAsync(schema, ConfigurationTemplate.ReadSchema(), cancellationToken);
    }
}
