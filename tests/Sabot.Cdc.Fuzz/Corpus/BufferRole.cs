namespace Sabot.Cdc.Fuzz.Corpus;

/// <summary>What is in a buffer of a batch's body.</summary>
internal enum BufferRole
{
    /// <summary>One bit a value.</summary>
    Validity,

    /// <summary>Ascending int32, one more than there are values.</summary>
    Offsets,

    /// <summary>Numbers, bits or bytes.</summary>
    Values,
}
