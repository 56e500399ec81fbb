using System.Globalization;
using Sabot.Cdc.Tool.Commands;
using Sabot.Cdc.Tool.Slots;

namespace Sabot.Cdc.Tool.Tail;

/// <summary>The first change that is shown: those before it are left out.</summary>
internal static class TailStart
{
    /// <summary>
    /// Reads an LSN, which means the transactions that end there or later, or LSN:seq, which means that change or later.
    /// </summary>
    /// <exception cref="ToolException">It is neither.</exception>
    public static CdcPosition Parse(string text)
    {
        var position = text.Contains(':') ? text : text + ":0";
        return CdcPosition.TryParse(position, CultureInfo.InvariantCulture, out var result)
            ? result
            : throw new ToolException($"'{text}' is no position; write an LSN such as 0/16B3748, or LSN:seq such as 0/16B3748:5.", ExitCode.WrongUsage);
    }

    /// <summary>Refuses a position that the slot has been told is finished: PostgreSQL would skip to the slot's own without a word.</summary>
    public static void Check(CdcPosition from, Slot slot)
    {
        if (slot.ConfirmedLsn is { } confirmed && from.Lsn < confirmed)
        {
            throw new ToolException(
                $"Slot {slot.Name} has nothing before {CdcPosition.FormatLsn(confirmed)}, which its consumer has confirmed; use --from {CdcPosition.FormatLsn(confirmed)} or later, or leave it out.");
        }
    }
}
