using System.CommandLine;
using Sabot.Cdc.Tool.Catalog;
using Sabot.Cdc.Tool.Slots;
using Sabot.Cdc.Tool.Terminal;

namespace Sabot.Cdc.Tool.Commands;

/// <summary><c>slots</c>: lists, creates and drops replication slots.</summary>
internal static class SlotsCommand
{
    private const string ExitCodes = "0 done; 3 the server refused or could not be reached; 64 the command line is wrong.";

    public static Command Create(ToolConsole console) =>
        new ToolCommand("slots", "Replication slots: what a server remembers for each consumer of its changes, and keeps WAL for.")
        {
            CreateList(console),
            CreateCreate(console),
            CreateDrop(console),
        };

    private static ToolCommand CreateList(ToolConsole console)
    {
        var connection = ConnectionOption.Create();
        var format = FormatOption.Create();
        var command = new ToolCommand(
            "list",
            """
            Lists all slots of the server, also of other plugins and databases, since each of them holds back WAL.

            lag is the WAL behind the position that the consumer has confirmed; kept WAL is what the server may not remove
            because of the slot. PostgreSQL does not record when a position was written: lag time is the server's own measure
            while a consumer streams, else an estimate from the times of the WAL files, which only members of pg_monitor may
            see, else unknown.
            """)
        {
            connection,
            format,
        };
        command.Examples =
        [
            ("slots list", "all slots, with the connection from the environment"),
            ("slots list --format json | jq '.[] | select(.lagBytes > 1e9) | .name'", "those that are more than 1 GB behind"),
        ];
        command.ExitCodes = ExitCodes;
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var database = await CatalogConnection.OpenAsync(ConnectionOption.Resolve(parsed), cancellationToken);
            var slots = await SlotReader.ReadAsync(database, cancellationToken);
            if (parsed.GetValue(format) == FormatOption.Json)
                await JsonText.WriteAsync(console.Output, json => SlotList.WriteJson(json, slots));
            else if (slots.Count > 0)
                SlotList.WriteText(console.Output, console.OutputPalette, slots);
            else
                await console.Error.WriteLineAsync("The server has no replication slots.");
            return ExitCode.Success;
        });
        return command;
    }

    private static ToolCommand CreateCreate(ToolConsole console)
    {
        var connection = ConnectionOption.Create();
        var name = NameArgument("The new slot's name: a-z, 0-9 and _.");
        var failover = new Option<bool>("--failover") { Description = "Keep it when a standby takes over (PostgreSQL 17 and later)." };
        var command = new ToolCommand(
            "create",
            """
            Creates a slot of output plugin wal2arrow in the connection's database.

            It has every transaction that commits from now on, and the server keeps WAL for it until a consumer confirms or the
            slot is dropped. The server waits for the transactions that are open now. A client creates its slot by itself; use
            this to fix the moment before the first start, or where the client's role may not.
            """)
        {
            name,
            connection,
            failover,
        };
        command.Examples =
        [
            ("slots create search_index", "a slot for the consumer that keeps the search index"),
            ("slots create search_index --failover", "one that standbys have too"),
        ];
        command.ExitCodes = ExitCodes;
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var slot = SlotName.Check(parsed.GetValue(name)!);
            await using var database = await CatalogConnection.OpenAsync(ConnectionOption.Resolve(parsed), cancellationToken);
            var position = await SlotSource.CreateAsync(database, slot, parsed.GetValue(failover), console, cancellationToken);
            await console.Output.WriteLineAsync($"created slot {slot} in database {database.Database} at {CdcPosition.FormatLsn(position)}");
            return ExitCode.Success;
        });
        return command;
    }

    private static ToolCommand CreateDrop(ToolConsole console)
    {
        var connection = ConnectionOption.Create();
        var name = NameArgument("The slot to drop.");
        name.CompletionSources.Add(SlotCompletion.Complete);
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask." };
        var command = new ToolCommand(
            "drop",
            """
            Drops a slot, after asking: the position is lost, and its consumer would have to start from a new copy of the
            tables. A slot that is in use is not dropped. Without a terminal, --yes is needed.
            """)
        {
            name,
            connection,
            yes,
        };
        command.Examples =
        [
            ("slots drop old_search_index", "asks first"),
            ("slots drop old_search_index --yes", "in a script"),
        ];
        command.ExitCodes = "0 dropped; 3 not dropped; 64 the command line is wrong.";
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var wanted = SlotName.Check(parsed.GetValue(name)!);
            if (!parsed.GetValue(yes) && !console.IsInteractive)
                throw new ToolException($"Slot {wanted} is not dropped, because there is no terminal to ask on; add --yes if you mean it.", ExitCode.WrongUsage);

            await using var database = await CatalogConnection.OpenAsync(ConnectionOption.Resolve(parsed), cancellationToken);
            var slot = await SlotReader.FindAsync(database, wanted, cancellationToken);
            if (SlotSource.RefusalToDrop(slot) is { } refusal)
                throw new ToolException(refusal);
            if (!parsed.GetValue(yes) && !await ConfirmAsync(console, slot, cancellationToken))
                throw new ToolException($"Slot {wanted} is not dropped.");

            await SlotSource.DropAsync(database, wanted, cancellationToken);
            await console.Output.WriteLineAsync($"dropped slot {wanted}");
            return ExitCode.Success;
        });
        return command;
    }

    private static Argument<string> NameArgument(string description) => new("name") { Description = description };

    private static async Task<bool> ConfirmAsync(ToolConsole console, Slot slot, CancellationToken cancellationToken)
    {
        var what = slot.Plugin is null ? "physical slot" : $"slot of database {slot.Database}, plugin {slot.Plugin}";
        var lag = slot.LagBytes is { } bytes ? $", {Amounts.Bytes(bytes)} behind" : "";
        await console.Error.WriteAsync($"{slot.Name}: {what}{lag}. Its position is lost for ever. Drop it? [y/N] ");
        await console.Error.FlushAsync(cancellationToken);
        var answer = await console.Input.ReadLineAsync(cancellationToken);
        return answer?.Trim().ToLowerInvariant() is "y" or "yes";
    }
}
