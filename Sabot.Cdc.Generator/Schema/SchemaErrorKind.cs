namespace Sabot.Cdc.Schema;

/// <summary>What is wrong with a .cdc file; each kind is one diagnostic of the generator.</summary>
internal enum SchemaErrorKind
{
    /// <summary>The line is not of the grammar.</summary>
    MalformedLine,

    /// <summary>The file is of a format version that this parser does not read.</summary>
    UnsupportedFormat,

    /// <summary>A line that every file has is not there.</summary>
    MissingLine,

    /// <summary>The line is right, but not at this place.</summary>
    LineOutOfOrder,

    /// <summary>A column is named by two lines.</summary>
    DuplicateColumn,

    /// <summary>The key does not fit the table's columns or replica identity.</summary>
    InvalidKey,

    /// <summary>The file holds an unresolved merge conflict.</summary>
    MergeConflict,
}
