namespace Sabot.Cdc;

/// <summary>A change that its handler threw on, without any value of its row.</summary>
internal sealed record FailedChange(
    string Handler, string Table, CdcChangeKind Kind, CdcPosition Position, Exception Exception, int Attempts);
