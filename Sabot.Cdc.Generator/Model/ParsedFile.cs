using System;
using System.Linq;
using Sabot.Cdc.Generator.Diagnostics;
using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Generator.Model;

/// <summary>A .cdc file as it was read: what it describes, or what is wrong with it.</summary>
/// <remarks>
/// What is in it follows from the text alone, so two are equal if their texts are; the description itself is not
/// compared, and its lists could not be.
/// </remarks>
internal sealed class ParsedFile : IEquatable<ParsedFile>
{
    private readonly CdcFile _file;

    private ParsedFile(CdcFile file, SchemaItem? item, EquatableArray<DiagnosticModel> diagnostics) =>
        (_file, Item, Diagnostics) = (file, item, diagnostics);

    public string Path => _file.Path;

    /// <summary>What the file describes; null exactly when there are diagnostics.</summary>
    public SchemaItem? Item { get; }

    /// <summary>What is wrong with the text.</summary>
    public EquatableArray<DiagnosticModel> Diagnostics { get; }

    public static ParsedFile Parse(CdcFile file)
    {
        if (file.Text is null)
        {
            var unreadable = new DiagnosticModel(
                DiagnosticIds.UnreadableFile,
                new FilePlace(file.Path, new SchemaPlace(1, 1, 0, 0)),
                "The compiler cannot read this file: check that it exists, is UTF-8 text and may be read");
            return new ParsedFile(file, null, new EquatableArray<DiagnosticModel>([unreadable]));
        }

        var (item, errors) = SchemaParser.Parse(file.Text);
        var diagnostics = errors.Select(error =>
            new DiagnosticModel(DiagnosticIds.Of(error.Kind), new FilePlace(file.Path, error.Place), error.Message));
        return new ParsedFile(file, item, new EquatableArray<DiagnosticModel>(diagnostics));
    }

    public bool Equals(ParsedFile? other) => _file.Equals(other?._file);

    public override bool Equals(object? obj) => Equals(obj as ParsedFile);

    public override int GetHashCode() => _file.GetHashCode();
}
