using System.ComponentModel;

namespace System.Runtime.CompilerServices;

/// <summary>
/// What the compiler needs to compile records for netstandard2.0, the only target an analyzer may have.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
internal static class IsExternalInit;
