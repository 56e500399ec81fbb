namespace Sabot.Cdc.Tool.Configuration;

/// <summary>The kinds of JSON values that sabot-cdc.json can have, right or wrong.</summary>
internal enum ConfigNodeKind
{
    /// <summary>A string.</summary>
    String,

    /// <summary>An object.</summary>
    Object,

    /// <summary>An array.</summary>
    Array,

    /// <summary>A number, true, false or null: nothing that any key takes.</summary>
    Other,
}
