namespace Sabot.Cdc;

/// <summary>What a session hands the payloads to that it receives, one after another.</summary>
internal interface IPayloadRouter
{
    /// <summary>
    /// Takes what it needs of a payload, and waits while its consumers cannot take more, until
    /// <paramref name="lifted"/> lifts that bound: then the client stops.
    /// </summary>
    /// <exception cref="CdcException">The payload is refused; nothing may follow it.</exception>
    ValueTask RouteAsync(Payload payload, CancellationToken lifted);
}
