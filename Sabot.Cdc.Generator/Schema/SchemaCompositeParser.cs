using System.Collections.Generic;

namespace Sabot.Cdc.Schema;

/// <summary>Reads what a composite's file says below its header.</summary>
internal static class SchemaCompositeParser
{
    public static SchemaComposite Read(SchemaLines lines, SchemaHeader header)
    {
        var parser = new SchemaColumnParser(lines);
        var attributes = new List<SchemaColumn>();
        string? last = null;
        while (!lines.AtEnd)
        {
            var line = lines.Current;
            if (!line.TryRead(SchemaKeywords.Attribute + " "))
            {
                SchemaBody.Refuse(lines, SchemaKeywords.Composite, "'attribute '");
                continue;
            }

            var attribute = parser.Read(ref last);
            if (attribute is { NotNull: true })
                lines.Malformed(
                    line.Whole, "an 'attribute' line ends with the type, since every attribute may be null");

            var whole = SchemaDetails.Read(lines, attribute ?? SchemaBody.Nameless, SchemaDetails.OfAttribute);
            if (attribute is not null)
                attributes.Add(whole);
        }

        return new SchemaComposite(header.Schema, header.Name, attributes, header.Place);
    }
}
