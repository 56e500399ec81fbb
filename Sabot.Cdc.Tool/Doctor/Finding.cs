namespace Sabot.Cdc.Tool.Doctor;

/// <summary>One thing that doctor has found.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Id">What kind it is, for scripts; docs/tool.md lists them.</param>
/// <param name="Where">The object: <c>server</c>, <c>role x</c>, <c>slot x</c>, <c>publication x</c>, <c>table s.t</c>, a file.</param>
/// <param name="What">What is wrong and what comes of it, in one sentence.</param>
/// <param name="Fix">The statement that mends it; null where no single statement does.</param>
/// <param name="Then">What has to be done besides, or instead where there is no statement.</param>
internal sealed record Finding(Severity Severity, string Id, string Where, string What, string? Fix = null, string? Then = null);
