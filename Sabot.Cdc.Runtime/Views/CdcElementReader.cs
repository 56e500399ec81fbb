namespace Sabot.Cdc;

/// <summary>How the elements of an array are read; <see cref="CdcElements"/> has one for each type.</summary>
/// <typeparam name="T">The type of an element, one that has null.</typeparam>
public sealed class CdcElementReader<T>
{
    private readonly ReadElement _read;

    internal CdcElementReader(ReadElement read) => _read = read;

    internal delegate T ReadElement(CdcValueView value);

    /// <summary>Reads an element that is not null.</summary>
    internal T Read(CdcValueView value) => _read(value);
}
