using System.Diagnostics.CodeAnalysis;

namespace Sabot.Cdc;

/// <summary>The exceptions of the Arrow parser; whoever knows the table and position puts them in front.</summary>
// Implementation note: messages with numbers in them are put together in methods of their own, since the handler of
// an interpolated string would otherwise be cleared on every call of the method that only might throw.
internal static class ArrowErrors
{
    [DoesNotReturn]
    internal static void Throw(string message) => throw new CdcProtocolException(message);

    [DoesNotReturn]
    internal static void ThrowAt(int offset, string what) =>
        throw new CdcProtocolException($"Malformed Arrow metadata at byte {offset}: {what}.");
}
