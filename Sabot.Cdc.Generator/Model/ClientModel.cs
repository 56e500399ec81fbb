namespace Sabot.Cdc.Generator.Model;

/// <summary>The class that extends the client with a method for each table.</summary>
/// <param name="Namespace">That of the tables, if all of them are in one, or else that of the project.</param>
/// <param name="HasTables">Whether there is any.</param>
/// <param name="ReferencesRuntime">Whether the project has what the code needs.</param>
internal sealed record ClientModel(string Namespace, bool HasTables, bool ReferencesRuntime)
{
    public static ClientModel Of(ItemSet items, ConsumerModel consumer)
    {
        string? common = null;
        var isCommon = true;
        foreach (var result in items.Results)
        {
            if (result.Item is not TableModel table)
                continue;

            isCommon &= common is null || common == table.Namespace;
            common = table.Namespace;
        }

        var hasTables = common is not null;
        return new ClientModel(
            hasTables && isCommon ? common! : consumer.Namespace, hasTables, consumer.ReferencesRuntime);
    }
}
