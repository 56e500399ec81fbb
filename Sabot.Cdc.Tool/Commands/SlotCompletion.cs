using System.CommandLine.Completions;
using Npgsql;
using Sabot.Cdc.Tool.Catalog;
using Sabot.Cdc.Tool.Slots;

namespace Sabot.Cdc.Tool.Commands;

/// <summary>Offers the names of the server's slots, when the shell completes one.</summary>
internal static class SlotCompletion
{
    // Somebody waits at the keyboard.
    private const int TimeoutSeconds = 2;

    public static IEnumerable<CompletionItem> Complete(CompletionContext context)
    {
        // The help asks too, to list an argument's values; it is not to connect anywhere.
        if (context is not TextCompletionContext)
            return [];
        try
        {
            return ReadAsync(ConnectionOption.Resolve(context.ParseResult)).GetAwaiter().GetResult();
        }
        catch (Exception error) when (error is ToolException or NpgsqlException or OperationCanceledException)
        {
            // Without a server there is nothing to offer, and nowhere to say why.
            return [];
        }
    }

    private static async Task<IEnumerable<CompletionItem>> ReadAsync(string connectionString)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(TimeoutSeconds));
        await using var connection = await CatalogConnection.OpenAsync(connectionString, timeout.Token);
        var slots = await SlotReader.ReadAsync(connection, timeout.Token);
        return [.. slots.Where(slot => !slot.IsTemporary).Select(slot => new CompletionItem(slot.Name))];
    }
}
