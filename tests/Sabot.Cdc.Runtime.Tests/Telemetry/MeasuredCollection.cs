namespace Sabot.Cdc.Runtime.Tests.Telemetry;

/// <summary>Tests that listen one after the other: what is free when nobody listens, another test's listener would hide.
/// </summary>
[CollectionDefinition(Name)]
public sealed class MeasuredCollection
{
    public const string Name = "measured";
}
