using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using static Microsoft.CodeAnalysis.DiagnosticSeverity;

namespace Sabot.Cdc.Generator.Diagnostics;

/// <summary>The descriptors that Roslyn wants. All are errors: each means that code for a table, type or contract is missing.</summary>
/// <remarks>
/// The message is made in full where the fault is found, as it needs names that a format string knows nothing of.
/// </remarks>
internal static class DiagnosticDescriptors
{
    private const string Category = "Sabot.Cdc";

    private static readonly DiagnosticDescriptor MalformedLine =
        new(DiagnosticIds.MalformedLine, "Malformed line in a .cdc file", "{0}", Category, Error, true);

    private static readonly DiagnosticDescriptor UnsupportedFormat =
        new(DiagnosticIds.UnsupportedFormat, "Unsupported .cdc format version", "{0}", Category, Error, true);

    private static readonly DiagnosticDescriptor MissingLine =
        new(DiagnosticIds.MissingLine, "Missing line in a .cdc file", "{0}", Category, Error, true);

    private static readonly DiagnosticDescriptor LineOutOfOrder =
        new(DiagnosticIds.LineOutOfOrder, "Line of a .cdc file out of order", "{0}", Category, Error, true);

    private static readonly DiagnosticDescriptor DuplicateColumn =
        new(DiagnosticIds.DuplicateColumn, "Column named twice in a .cdc file", "{0}", Category, Error, true);

    private static readonly DiagnosticDescriptor InvalidKey =
        new(DiagnosticIds.InvalidKey, "Key of a .cdc file does not fit its table", "{0}", Category, Error, true);

    private static readonly DiagnosticDescriptor MergeConflict =
        new(DiagnosticIds.MergeConflict, "Merge conflict in a .cdc file", "{0}", Category, Error, true);

    private static readonly DiagnosticDescriptor UnreadableFile =
        new(DiagnosticIds.UnreadableFile, "Unreadable .cdc file", "{0}", Category, Error, true);

    private static readonly DiagnosticDescriptor DuplicateTable =
        new(DiagnosticIds.DuplicateTable, "Two .cdc files for one table or type", "{0}", Category, Error, true);

    private static readonly DiagnosticDescriptor TypeNameCollision =
        new(DiagnosticIds.TypeNameCollision, "Two types with one C# name", "{0}", Category, Error, true);

    private static readonly DiagnosticDescriptor MemberNameCollision =
        new(DiagnosticIds.MemberNameCollision, "Two columns with one C# name", "{0}", Category, Error, true);

    private static readonly DiagnosticDescriptor MissingRuntime =
        new(DiagnosticIds.MissingRuntime, "Sabot.Cdc.Runtime is not referenced", "{0}", Category, Error, true);

    private static readonly DiagnosticDescriptor ContractTable =
        new(DiagnosticIds.ContractTable, "Contract of an unknown table", "{0}", Category, Error, true);

    private static readonly DiagnosticDescriptor ContractColumnMissing =
        new(DiagnosticIds.ContractColumnMissing, "Contract reads a column that does not exist", "{0}", Category, Error, true);

    private static readonly DiagnosticDescriptor ContractColumnDropped =
        new(DiagnosticIds.ContractColumnDropped, "Contract reads a dropped column", "{0}", Category, Error, true);

    private static readonly DiagnosticDescriptor ContractColumnType =
        new(DiagnosticIds.ContractColumnType, "Contract reads a column of another type", "{0}", Category, Error, true);

    private static readonly DiagnosticDescriptor ContractColumnNullable =
        new(DiagnosticIds.ContractColumnNullable, "Contract reads a column that can be null", "{0}", Category, Error, true);

    private static readonly DiagnosticDescriptor ContractDeclaration =
        new(DiagnosticIds.ContractDeclaration, "Contract cannot be implemented", "{0}", Category, Error, true);

    private static readonly DiagnosticDescriptor ContractPropertyNotReadOnly =
        new(DiagnosticIds.ContractPropertyNotReadOnly, "Contract property does more than read", "{0}", Category, Error, true);

    private static readonly DiagnosticDescriptor ContractNeedsCSharp13 =
        new(DiagnosticIds.ContractNeedsCSharp13, "Contract needs C# 13", "{0}", Category, Error, true);

    private static readonly DiagnosticDescriptor MissingType =
        new(DiagnosticIds.MissingType, "Type without a .cdc file", "{0}", Category, Error, true);

    private static readonly DiagnosticDescriptor RecursiveComposite =
        new(DiagnosticIds.RecursiveComposite, "Composite type contains itself", "{0}", Category, Error, true);

    private static readonly DiagnosticDescriptor EmptyComposite =
        new(DiagnosticIds.EmptyComposite, "Composite type without attributes", "{0}", Category, Error, true);

    private static readonly DiagnosticDescriptor LabelNameCollision =
        new(DiagnosticIds.LabelNameCollision, "Two labels with one C# name", "{0}", Category, Error, true);

    private static readonly DiagnosticDescriptor NameTaken =
        new(DiagnosticIds.NameTaken, "C# name is taken", "{0}", Category, Error, true);

    private static readonly DiagnosticDescriptor Reader =
        new(DiagnosticIds.Reader, "Reader of a column cannot be used", "{0}", Category, Error, true);

    private static readonly Dictionary<string, DiagnosticDescriptor> ById = new[]
    {
        MalformedLine, UnsupportedFormat, MissingLine, LineOutOfOrder, DuplicateColumn, InvalidKey, MergeConflict,
        UnreadableFile, DuplicateTable, TypeNameCollision, MemberNameCollision, MissingRuntime,
        ContractTable, ContractColumnMissing, ContractColumnDropped, ContractColumnType,
        ContractColumnNullable, ContractDeclaration, ContractPropertyNotReadOnly, ContractNeedsCSharp13,
        MissingType, RecursiveComposite, EmptyComposite, LabelNameCollision, NameTaken, Reader,
    }.ToDictionary(descriptor => descriptor.Id);

    public static DiagnosticDescriptor Of(string id) => ById[id];
}
