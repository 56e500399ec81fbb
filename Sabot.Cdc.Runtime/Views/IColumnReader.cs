namespace Sabot.Cdc;

/// <summary>
/// How a type of your own is read from a column: implement it by a struct and name both in <c>sabot-cdc.json</c>.
/// Generated properties, arrays and composites then have that type.
/// </summary>
/// <typeparam name="T">The type that columns are read as.</typeparam>
public interface IColumnReader<T>
{
    /// <summary>Reads a value that is there and not null.</summary>
    /// <param name="value">The value; good during the call.</param>
    static abstract T Read(CdcValueView value);
}
