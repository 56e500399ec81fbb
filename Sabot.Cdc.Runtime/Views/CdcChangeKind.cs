namespace Sabot.Cdc;

/// <summary>What happened to a row; the values are the bytes of the <c>__op</c> column.</summary>
public enum CdcChangeKind : byte
{
    /// <summary>A row was inserted.</summary>
    Insert = (byte)'I',

    /// <summary>A row was updated.</summary>
    Update = (byte)'U',

    /// <summary>A row was deleted.</summary>
    Delete = (byte)'D',

    /// <summary>The table was truncated; there is no row.</summary>
    Truncate = (byte)'T',
}
