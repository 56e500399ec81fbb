namespace Sabot.Cdc.Integration.Tests.Servers;

/// <summary>How a server is stopped; see PostgreSQL's documentation of <c>pg_ctl stop</c>.</summary>
public enum ShutdownMode
{
    /// <summary>Sessions are ended and walsenders send what is left: a planned restart.</summary>
    Fast,

    /// <summary>Everything ends at once and the next start recovers from the WAL: a crash.</summary>
    Immediate,

    /// <summary>The postmaster gets SIGKILL and can tell nobody; its processes notice by themselves. No <c>pg_ctl</c> mode.</summary>
    Killed,
}
