namespace Sabot.Cdc.Faults.Running;

/// <summary>What the standby has of a commit when the primary has answered it.</summary>
internal enum StandbyCommits
{
    /// <summary>All of it: <c>synchronous_standby_names</c>. A failover takes nothing back that was answered.</summary>
    Synchronous,

    /// <summary>Mostly.</summary>
    Asynchronous,

    /// <summary>Nothing in the last moments: the standby was cut off before the primary ended.</summary>
    CutOff,
}
