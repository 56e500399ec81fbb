using System.Globalization;

namespace Sabot.Cdc.Faults.Consumer;

/// <summary>A change as the consumer saw it, every value read, in the one form in which it is compared.</summary>
internal readonly record struct Handled(
    string Table, CdcPosition Position, char Operation, long Id, long Version, string Value)
{
    public static Handled Of(ICdcChange change) => change switch
    {
        AccountsChange account => Of(account),
        TransfersChange transfer => Of(transfer),
        DocumentsChange document => Of(document),
        DriftingChange drifting => Of(drifting),
        _ => throw new InvalidOperationException($"A change of {change.Table} came."),
    };

    public static Handled Of(AccountsChange change) => change.After is { } row
        ? new("accounts", change.Position, Letter(change.Kind), row.Id, row.Version, Text(row.Balance))
        : Deleted("accounts", change.Position, change.Key.Id, "");

    public static Handled Of(TransfersChange change) => change.After is { } row
        ? new(
            "transfers",
            change.Position,
            Letter(change.Kind),
            row.Id,
            row.Version,
            $"{row.Amount.ToString(CultureInfo.InvariantCulture)}/{(row.HasNote ? Text(row.NoteUtf8.Length) : "-")}")
        : Deleted("transfers", change.Position, change.Key.Id, "");

    public static Handled Of(DocumentsChange change)
    {
        var before = change.Before is { } old ? $"<{Text(old.Version)}" : "";
        return change.After is { } row
            ? new(
                "documents",
                change.Position,
                Letter(change.Kind),
                row.Id,
                row.Version,
                $"{Text(row.BodyUtf8.Length)}{before}")
            : Deleted("documents", change.Position, change.Key.Id, before);
    }

    public static Handled Of(DriftingChange change) => change.After is { } row
        ? new("drifting", change.Position, Letter(change.Kind), row.Id, row.Version, "")
        : Deleted("drifting", change.Position, change.Key.Id, "");

    private static Handled Deleted(string table, CdcPosition position, long id, string value) =>
        new(table, position, 'D', id, 0, value);

    private static char Letter(CdcChangeKind kind) => kind switch
    {
        CdcChangeKind.Insert => 'I',
        CdcChangeKind.Update => 'U',
        _ => throw new InvalidOperationException($"A change of kind {kind} has a row."),
    };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
