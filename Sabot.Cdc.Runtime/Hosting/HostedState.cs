namespace Sabot.Cdc;

/// <summary>What has become of a client's handlers, for its health check.</summary>
internal sealed class HostedState
{
    private volatile Exception? _failure;

    /// <summary>The first failure that ended a handler's stream; null while all run.</summary>
    internal Exception? Failure
    {
        get => _failure;
        set => _failure ??= value;
    }
}
