namespace Sabot.Cdc.Fuzz.Reading;

/// <summary>What the runtime did with a payload and must not.</summary>
internal sealed class HostileInputException(string message, Exception? innerException = null)
    : Exception(message, innerException);
