namespace Sabot.Cdc.Tool.Doctor;

/// <summary>How bad a finding is; in the order in which they are reported.</summary>
internal enum Severity
{
    /// <summary>It would stop a stream, or does not let it start.</summary>
    Error,

    /// <summary>It endangers a stream, or what it delivers.</summary>
    Warning,

    /// <summary>Worth knowing; all is in order without it.</summary>
    Advice,
}
