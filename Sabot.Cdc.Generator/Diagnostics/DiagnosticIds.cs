using System;
using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Generator.Diagnostics;

/// <summary>The ids of the generator's diagnostics: one id, one meaning, one page in docs/diagnostics.</summary>
internal static class DiagnosticIds
{
    public const string MalformedLine = "SABOT001";
    public const string UnsupportedFormat = "SABOT002";
    public const string MissingLine = "SABOT003";
    public const string LineOutOfOrder = "SABOT004";
    public const string DuplicateColumn = "SABOT005";
    public const string InvalidKey = "SABOT006";
    public const string MergeConflict = "SABOT007";
    public const string UnreadableFile = "SABOT008";
    public const string DuplicateTable = "SABOT009";
    public const string TypeNameCollision = "SABOT010";
    public const string MemberNameCollision = "SABOT011";
    public const string MissingRuntime = "SABOT012";
    public const string ContractTable = "SABOT013";
    public const string ContractColumnMissing = "SABOT014";
    public const string ContractColumnDropped = "SABOT015";
    public const string ContractColumnType = "SABOT016";
    public const string ContractColumnNullable = "SABOT017";
    public const string ContractDeclaration = "SABOT018";
    public const string ContractPropertyNotReadOnly = "SABOT019";
    public const string ContractNeedsCSharp13 = "SABOT020";
    public const string MissingType = "SABOT021";
    public const string RecursiveComposite = "SABOT022";
    public const string EmptyComposite = "SABOT023";
    public const string LabelNameCollision = "SABOT024";
    public const string NameTaken = "SABOT025";
    public const string Reader = "SABOT026";

    public static string Of(SchemaErrorKind kind) => kind switch
    {
        SchemaErrorKind.MalformedLine => MalformedLine,
        SchemaErrorKind.UnsupportedFormat => UnsupportedFormat,
        SchemaErrorKind.MissingLine => MissingLine,
        SchemaErrorKind.LineOutOfOrder => LineOutOfOrder,
        SchemaErrorKind.DuplicateColumn => DuplicateColumn,
        SchemaErrorKind.InvalidKey => InvalidKey,
        SchemaErrorKind.MergeConflict => MergeConflict,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
