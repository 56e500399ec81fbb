namespace Sabot.Cdc;

/// <summary>What <c>Target Session Attributes</c> asks of a server.</summary>
internal enum HostRole
{
    Any,
    Primary,
    Standby,
    PreferPrimary,
    PreferStandby,
}
