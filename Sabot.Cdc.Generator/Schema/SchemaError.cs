namespace Sabot.Cdc.Schema;

/// <summary>One thing that is wrong in a .cdc file.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Place">Where.</param>
/// <param name="Message">One sentence, without a full stop, that says what is wrong and what to do.</param>
internal sealed record SchemaError(SchemaErrorKind Kind, SchemaPlace Place, string Message);
