using System.CommandLine;
using Microsoft.Extensions.Options;
using Npgsql;
using Sabot.Cdc.Tool.Catalog;
using Sabot.Cdc.Tool.Slots;
using Sabot.Cdc.Tool.Tail;
using Sabot.Cdc.Tool.Terminal;

namespace Sabot.Cdc.Tool.Commands;

/// <summary><c>tail</c>: shows live changes of any table, without generated code.</summary>
internal static class TailCommand
{
    private const int LongestValueOnTerminal = 80;

    private static readonly TimeSpan TimeBetweenLooks = TimeSpan.FromSeconds(0.5);

    public static Command Create(ToolConsole console)
    {
        var connection = ConnectionOption.Create();
        var tables = new Option<string[]>("--tables", "-t")
        {
            Description = "Only these tables, divided by commas: table, schema.table or schema.*, by SQL's rules. May be given several times. Default: all tables.",
            HelpName = "names",
            DefaultValueFactory = _ => [],
        };
        var publication = new Option<string?>("--publication", "-p") { Description = "Only what this publication has.", HelpName = "name" };
        var json = new Option<bool>("--json", "-j") { Description = "One line of JSON for each change, with exact values." };
        var limit = new Option<long?>("--limit", "-n") { Description = "End after so many changes.", HelpName = "number" };
        var slot = new Option<string?>("--slot") { Description = "Show what this slot of wal2arrow holds. Default: a temporary slot, which begins now.", HelpName = "name" };
        var from = new Option<string?>("--from") { Description = "With --slot: begin with the transaction that ends at this LSN, or with the change LSN:seq.", HelpName = "position" };
        var acknowledge = new Option<bool>("--acknowledge") { Description = "With --slot: tell the server that what was shown is finished, so that the slot moves on." };
        slot.CompletionSources.Add(SlotCompletion.Complete);
        var command = new ToolCommand(
            "tail",
            """
            Shows the changes of tables as they are committed, in commit order, without generated code.

            Without --slot, a temporary slot is used: it begins now, is gone at the end, and touches no other consumer. With
            --slot, all that the slot holds is shown, and shown again the next time, because nothing is acknowledged unless
            --acknowledge is given: then the consumer that the slot belongs to never sees it. Ctrl+C ends it.
            """)
        {
            tables, json, limit, slot, from, acknowledge, publication, connection,
        };
        command.Examples =
        [
            ("tail", "all changes from now on, readable"),
            ("tail --tables 'users,sales.*' --json | jq 'select(.op == \"delete\")'", "deletes of some tables"),
            ("tail --slot search_index --limit 10", "the next ten changes that a consumer will get"),
        ];
        command.ExitCodes = "0 ended by Ctrl+C, by the limit or by the reader of its output; 3 the stream failed or could not start; 64 the command line is wrong.";
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(slot) is null && (parsed.GetValue(from) is not null || parsed.GetValue(acknowledge)))
                throw new ToolException("--from and --acknowledge are about what a slot holds: name it with --slot; without one, a temporary slot begins now.", ExitCode.WrongUsage);
            if (parsed.GetValue(limit) is <= 0)
                throw new ToolException("--limit has to be 1 or more.", ExitCode.WrongUsage);

            var start = parsed.GetValue(from) is { } text ? TailStart.Parse(text) : (CdcPosition?)null;
            var options = Options(ConnectionOption.Resolve(parsed), parsed.GetValue(slot), parsed.GetValue(publication), parsed.GetValue(acknowledge));
            await using (var database = await CatalogConnection.OpenAsync(options.ConnectionString, cancellationToken))
            {
                options.OnlyTables = await TailTables.ResolveAsync(database, parsed.GetValue(tables) ?? [], cancellationToken);
                await CheckAsync(database, options, start, cancellationToken);
            }

            IChangeWriter writer = parsed.GetValue(json)
                ? new JsonLineWriter()
                : new TerminalWriter(console.OutputPalette, console.OutputIsTerminal ? LongestValueOnTerminal : null);
            await FollowAsync(console, options, new TailRun(writer, start, parsed.GetValue(limit)), cancellationToken);
            return ExitCode.Success;
        });
        return command;
    }

    private static CdcOptions Options(string connectionString, string? slot, string? publication, bool isAcknowledging) => new()
    {
        ConnectionString = connectionString,
        Slot = slot is null ? $"sabot_cdc_tail_{Guid.NewGuid():N}" : SlotName.Check(slot),
        TemporarySlot = slot is null,
        CreateSlot = slot is null,
        Publication = publication,
        Acknowledges = slot is null || isAcknowledging,
    };

    // A client would make a publication that is missing, of no table.
    private static async Task CheckAsync(NpgsqlConnection database, CdcOptions options, CdcPosition? start, CancellationToken cancellationToken)
    {
        if (options.Publication is { } publication && await Doctor.ExaminedPublication.ReadAsync(database, publication, cancellationToken) is null)
            throw new ToolException($"Publication {publication} does not exist in database {database.Database}.");
        if (options.TemporarySlot)
            return;
        var slot = await SlotReader.FindAsync(database, options.Slot, cancellationToken);
        if (start is { } from)
            TailStart.Check(from, slot);
    }

    // There may be no next change for long, at which it would be noticed that nobody reads it.
    private static async Task WatchReaderAsync(ToolConsole console, CancellationTokenSource ending)
    {
        while (!ending.IsCancellationRequested)
        {
            await Task.Delay(TimeBetweenLooks, ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!console.HasReader())
                await ending.CancelAsync();
        }
    }

    private static async Task FollowAsync(ToolConsole console, CdcOptions options, TailRun run, CancellationToken cancellationToken)
    {
        try
        {
            await using var client = new CdcClient(options, new WarningLogger(console));
            if (console.ErrorIsTerminal)
                await console.Error.WriteLineAsync(console.ErrorPalette.Dim("Waiting for changes; Ctrl+C ends."));
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var watching = WatchReaderAsync(console, ending);
            try
            {
                await run.FollowAsync(client.Payloads(), console, ending.Token);
            }
            catch (OperationCanceledException) when (ending.IsCancellationRequested)
            {
                // The usual end.
            }
            finally
            {
                await ending.CancelAsync();
                await watching;
            }

            if (options is { TemporarySlot: false, Acknowledges: true })
                await client.StopAsync(CancellationToken.None);
        }
        catch (OptionsValidationException wrong)
        {
            throw new ToolException(wrong.Failures.First() + ".", ExitCode.WrongUsage);
        }
        catch (CdcException failed)
        {
            throw new ToolException(failed.Message);
        }
    }
}
