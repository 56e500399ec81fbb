namespace Sabot.Cdc.Tool.Commands;

/// <summary>The tool's exit codes; the help text lists them too.</summary>
internal static class ExitCode
{
    /// <summary>The files match the database.</summary>
    public const int Success = 0;

    /// <summary>The files were written, but there are some whose table no longer exists.</summary>
    public const int StaleFiles = 1;

    /// <summary>The command line is wrong; nothing was done.</summary>
    public const int WrongUsage = 2;

    /// <summary>The database or a file could not be read or written.</summary>
    public const int Failure = 3;
}
