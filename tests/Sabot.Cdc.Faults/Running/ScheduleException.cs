namespace Sabot.Cdc.Faults.Running;

/// <summary>A schedule did not go as it has to, whatever was delivered.</summary>
internal sealed class ScheduleException(string message) : Exception(message);
