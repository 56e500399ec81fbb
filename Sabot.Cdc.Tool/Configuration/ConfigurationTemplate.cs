namespace Sabot.Cdc.Tool.Configuration;

/// <summary>What <c>init</c> writes.</summary>
internal static class ConfigurationTemplate
{
    public const string SchemaFileName = "sabot-cdc.schema.json";

    /// <summary>A file that works as it is, and shows every key.</summary>
    public const string Text =
        $$"""
        {
          "$schema": "./{{SchemaFileName}}",

          // Where the connection string is, which is never in this file: an environment variable, or else a secret of
          // the project that 'dotnet user-secrets set' keeps: { "userSecret": "ConnectionStrings:Shop" }.
          "connection": { "environment": "{{ConnectionStrings.Variable}}" },

          // Folder of the .cdc files, relative to this one.
          "output": "{{ToolConfiguration.DefaultOutput}}",

          // The tables that have .cdc files, as schema.table, in which * stands for any text within a name. Names follow
          // SQL's rules: unquoted ones are lower case; others are written as "sales.\"Order Items\"".
          "include": ["public.*"],
          "exclude": [],

          // The namespace of the generated types; without it, the project's RootNamespace.
          // "namespace": "Shop.Data",

          // C# names of tables, types, columns, attributes and labels, where those that are made of their names will not do.
          "names": {
            // "public.users": "Customer",
            // "public.users.full_name": "Name",
            // "public.mood": "Feeling",
            // "public.mood.very happy": "Elated",
          },

          // Your own C# types, for all columns of a type or domain and for single columns; 'reader' is a struct of yours
          // that implements IColumnReader<type>.
          "types": {
            // "public.money_amount": { "type": "Shop.Money", "reader": "Shop.MoneyReader" },
            // "numeric(12,2)": { "type": "Shop.Money", "reader": "Shop.MoneyReader" },
          },
          "columns": {
            // "public.users.balance": { "type": "Shop.Money", "reader": "Shop.MoneyReader" },
          },
        }

        """;

    /// <summary>The JSON schema, docs/sabot-cdc.schema.json.</summary>
    public static string ReadSchema()
    {
        using var stream = typeof(ConfigurationTemplate).Assembly.GetManifestResourceStream(SchemaFileName)
            ?? throw new InvalidOperationException($"The tool was built without {SchemaFileName}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
