namespace Sabot.Cdc;

/// <summary>Where in its life a client is.</summary>
internal enum ConnectionPhase
{
    NotStarted,
    Connecting,
    Streaming,
    Reconnecting,
    Stopped,
    Failed,
}
