namespace Sabot.Cdc;

/// <summary>Turns PostgreSQL's text of a value into the value; generated code does so with labels of enums.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <param name="utf8">The text in the batch's memory, as UTF-8; good during the call.</param>
public delegate T CdcTextParser<T>(ReadOnlySpan<byte> utf8);
