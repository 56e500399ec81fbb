using System;
using System.Collections.Generic;

namespace Sabot.Cdc.Schema;

/// <summary>Reads what a table's file says below its header.</summary>
internal sealed class SchemaTableParser(SchemaLines lines)
{
    private static readonly SchemaIdentity[] Identities =
        [SchemaIdentity.Default, SchemaIdentity.Index, SchemaIdentity.Full, SchemaIdentity.Nothing];

    private readonly List<(string Name, SchemaPlace Place)> _key = [];
    private readonly List<SchemaColumn> _columns = [];
    private readonly List<SchemaTombstone> _removed = [];
    private SchemaIdentity _identity;
    private SchemaPlace _identityPlace;

    public SchemaTable? Read(SchemaHeader header)
    {
        if (!ReadIdentity() || !ReadKey())
            return null;

        ReadColumns();
        if (lines.Errors.Count == 0)
            CheckKey();

        var key = _key.ConvertAll(column => column.Name);
        return new SchemaTable(header.Schema, header.Name, _identity, key, _columns, _removed, header.Place);
    }

    private bool ReadIdentity()
    {
        if (!lines.TryNext(SchemaKeywords.Identity, out var line))
            return false;

        var keyword = line.ReadRest(out _identityPlace);
        foreach (var identity in Identities)
        {
            if (keyword != SchemaPrinter.Keyword(identity))
                continue;

            _identity = identity;
            return true;
        }

        return lines.Malformed(_identityPlace, $"'{keyword}' is no replica identity (default, index, full or nothing)");
    }

    private bool ReadKey()
    {
        if (lines.Current.Keyword != SchemaKeywords.Key)
            return true;
        if (!lines.TryNext(SchemaKeywords.Key, out var line))
            return false;

        do
        {
            if (!line.TryReadIdentifier(out var name, out var place, out var problem))
                return lines.Malformed(place, problem);

            _key.Add((name, place));
        }
        while (line.TryRead(", "));

        return lines.ExpectEnd(line);
    }

    private void ReadColumns()
    {
        var parser = new SchemaColumnParser(lines);
        string? lastColumn = null, lastRemoved = null;
        while (!lines.AtEnd)
        {
            var line = lines.Current;
            if (line.TryRead(SchemaKeywords.Column + " "))
            {
                if (_removed.Count > 0)
                    lines.Fail(SchemaErrorKind.LineOutOfOrder, line.Whole, SchemaMessages.RemovedBeforeColumn);

                var column = parser.Read(ref lastColumn);
                var whole = SchemaDetails.Read(lines, column ?? SchemaBody.Nameless, SchemaDetails.OfColumn);
                if (column is not null)
                    _columns.Add(whole);
            }
            else if (line.TryRead(SchemaKeywords.Removed + " "))
            {
                var column = parser.Read(ref lastRemoved);
                if (column is { NotNull: true })
                    lines.Malformed(line.Whole, "a 'removed' line ends with the type");

                var details = SchemaDetails.Read(lines, SchemaBody.Nameless, SchemaDetails.OfLabelOrRemoved);
                if (column is null)
                    continue;

                var tombstone = new SchemaTombstone(column.Name, column.Type, column.Place);
                _removed.Add(tombstone with { CSharpName = details.CSharpName });
            }
            else
            {
                SchemaBody.Refuse(lines, SchemaKeywords.Table, "'column ' or 'removed '");
            }
        }
    }

    private void CheckKey()
    {
        if (_identity == SchemaIdentity.Index && _key.Count == 0)
            lines.Fail(SchemaErrorKind.InvalidKey, _identityPlace, SchemaMessages.IndexWithoutKey);
        if (_identity == SchemaIdentity.Nothing && _key.Count > 0)
            lines.Fail(SchemaErrorKind.InvalidKey, _identityPlace, SchemaMessages.NothingWithKey);

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, place) in _key)
        {
            var column = _columns.Find(column => column.Name == name);
            if (column is null)
                lines.Fail(SchemaErrorKind.InvalidKey, place, SchemaMessages.UnknownKey(name));
            else if (!column.NotNull)
                lines.Fail(SchemaErrorKind.InvalidKey, place, SchemaMessages.NullableKey(name, column.Place.Line));
            else if (!seen.Add(name))
                lines.Fail(SchemaErrorKind.InvalidKey, place, SchemaMessages.DuplicateKey(name));
        }
    }
}
