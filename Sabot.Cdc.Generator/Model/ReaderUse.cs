using System.Collections.Generic;
using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Generator.Model;

/// <summary>A <c>reader</c> line of a .cdc file, which names types of the user's code.</summary>
/// <param name="Subject">The column or attribute, for messages.</param>
/// <param name="Type">The C# type, with its namespace.</param>
/// <param name="Reader">The struct that reads it, with its namespace.</param>
/// <param name="Place">Where the two are named.</param>
internal sealed record ReaderUse(string Subject, string Type, string Reader, FilePlace Place)
{
    public static IEnumerable<ReaderUse> Of(ParsedFile file)
    {
        var columns = file.Item switch
        {
            SchemaTable table => table.Columns,
            SchemaComposite composite => composite.Attributes,
            _ => [],
        };
        foreach (var column in columns)
        {
            if (column.Reader is not { } reader)
                continue;

            yield return new ReaderUse(
                $"{file.Item!.QualifiedName}.{SchemaIdentifier.Quote(column.Name)}",
                reader.TypeName,
                reader.ReaderName,
                new FilePlace(file.Path, reader.Place));
        }
    }
}
