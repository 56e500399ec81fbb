using System.Text;
using Sabot.Cdc.Schema;
using Sabot.Cdc.Tool.Catalog;
using Sabot.Cdc.Tool.Commands;

namespace Sabot.Cdc.Tool.Files;

/// <summary>The folder of an application's .cdc files.</summary>
internal static class SchemaFolder
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// The folder's files that concern the run: all if tables are chosen by patterns, since only its content tells which
    /// table a file is of, otherwise those with the names of selected tables and their types. Empty if there is no folder.
    /// </summary>
    /// <exception cref="ToolException">A file cannot be read; the message names file, line and column.</exception>
    public static IReadOnlyList<ExistingFile> Read(string folder, TableSelection selection, IEnumerable<SchemaItem> types)
    {
        if (File.Exists(folder))
            throw new ToolException($"{folder} is a file; --output has to name a folder.", ExitCode.WrongUsage);
        if (!Directory.Exists(folder))
            return [];

        var names = selection.IsByPattern ? null : selection.Tables
            .SelectMany(table => (table.Schema is null ? selection.Schemas : [table.Schema]).Select(schema => SchemaFileName.Of(new TableName(schema, table.Name))))
            .Concat(types.Select(SchemaFileName.Of))
            .ToHashSet(StringComparer.Ordinal);
        return Guard(folder, () => Directory.EnumerateFiles(folder, "*" + SchemaFileName.Extension)
            .Select(path => Path.GetFileName(path))
            .Where(name => names is null || names.Contains(name))
            .Order(StringComparer.Ordinal)
            .Select(name => ReadFile(Path.Combine(folder, name)))
            .ToList());
    }

    /// <summary>Writes the files that changed. Each is replaced as a whole, so that none is ever half written.</summary>
    public static void Write(string folder, IEnumerable<PlannedFile> files)
    {
        foreach (var file in files.Where(file => file.IsChanged))
        {
            Guard(file.Path, () =>
            {
                Directory.CreateDirectory(folder);
                var temporary = file.Path + ".new";
                File.WriteAllText(temporary, file.Text, Utf8);
                File.Move(temporary, file.Path, overwrite: true);
                return true;
            });
        }
    }

    private static ExistingFile ReadFile(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path, Utf8);
        }
        catch (DecoderFallbackException)
        {
            throw new ToolException($"{path}: the file is not UTF-8; take it from version control or delete it, and run scaffold again.");
        }

        var result = SchemaParser.Parse(text);
        if (result.Item is not null)
            return new ExistingFile(path, result.Item);

        var error = result.Errors[0];
        throw new ToolException(
            $"{path}({error.Place.Line},{error.Place.Column}): {error.Message}. No file was changed: take this one from version control, or delete it if its removed columns may be forgotten.");
    }

    private static T Guard<T>(string path, Func<T> access)
    {
        try
        {
            return access();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ToolException($"{path} cannot be read or written: {error.Message}");
        }
    }
}
