using System;
using System.Collections.Generic;

namespace Sabot.Cdc.Schema;

/// <summary>Reads what an enum's file says below its header.</summary>
internal static class SchemaEnumParser
{
    public static SchemaEnum Read(SchemaLines lines, SchemaHeader header)
    {
        var labels = new List<SchemaLabel>();
        var lineOfLabel = new Dictionary<string, int>(StringComparer.Ordinal);
        while (!lines.AtEnd)
        {
            var line = lines.Current;
            if (!line.TryRead(SchemaKeywords.Label + " "))
            {
                SchemaBody.Refuse(lines, SchemaKeywords.Enum, "'label '");
                continue;
            }

            lines.MoveNext();
            if (!line.TryReadLabel(out var label, out var place, out var problem))
                lines.Malformed(place, problem);
            else if (lineOfLabel.TryGetValue(label, out var first))
                lines.Fail(SchemaErrorKind.DuplicateColumn, place, SchemaMessages.Duplicate("Label", label, first));
            else if (lines.ExpectEnd(line))
                lineOfLabel.Add(label, line.Number);

            var details = SchemaDetails.Read(lines, SchemaBody.Nameless, SchemaDetails.OfLabelOrRemoved);
            labels.Add(new SchemaLabel(label, details.CSharpName, place) { CSharpNamePlace = details.CSharpNamePlace });
        }

        return new SchemaEnum(header.Schema, header.Name, labels, header.Place);
    }
}
