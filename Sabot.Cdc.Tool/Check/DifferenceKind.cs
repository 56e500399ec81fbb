namespace Sabot.Cdc.Tool.Check;

/// <summary>What can be different; the number is that of the diagnostic, SABOT060 and so on.</summary>
internal enum DifferenceKind
{
    TableGone = 60,
    TableNew = 61,
    ColumnGone = 62,
    ColumnNew = 63,
    ColumnRenamed = 64,
    ColumnRetyped = 65,
    ColumnNullable = 66,
    ColumnNotNull = 67,
    Identity = 68,
    Key = 69,
    LabelNew = 70,
    LabelGone = 71,
    LabelRenamed = 72,
    LabelOrder = 73,
    UselessFile = 74,
    TypeNew = 75,
    Declaration = 76,
    Comment = 77,
    CSharp = 78,

    /// <summary>No difference: it could not be found out whether there are any.</summary>
    NotCompared = 79,
}
