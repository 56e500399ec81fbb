namespace Sabot.Cdc.Tool.Commands;

/// <summary>The tool's exit codes; docs/tool.md and the help texts list them too.</summary>
internal static class ExitCode
{
    /// <summary>Done; nothing is left to do.</summary>
    public const int Success = 0;

    /// <summary>The files were written, but there are some whose table no longer exists.</summary>
    public const int StaleFiles = 1;

    /// <summary>There are differences, and none breaks anything.</summary>
    public const int Compatible = 1;

    /// <summary>There are differences that break code or running clients.</summary>
    public const int Breaking = 2;

    /// <summary>Nothing stops a stream, but something endangers it.</summary>
    public const int Warnings = 1;

    /// <summary>Something would stop a stream.</summary>
    public const int Errors = 2;

    /// <summary>The database or a file could not be read or written.</summary>
    public const int Failure = 3;

    /// <summary>
    /// The command line is wrong; nothing was done. It is the EX_USAGE of sysexits.h, far from the codes that say what
    /// was found.
    /// </summary>
    public const int WrongUsage = 64;
}
