using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Sabot.Cdc.Generator.Analyzers;

/// <summary>What the analyzers know of the runtime's and the generated types, looked up once per compilation.</summary>
internal sealed class CdcSymbols
{
    private const string Generator = "Sabot.Cdc.Generator";
    private const int MaxNesting = 4;

    private static readonly string[] RuntimeViews =
    [
        "CdcBatch", "CdcBatchView", "CdcChangeView", "CdcRowView", "CdcCompositeView", "CdcArray`1", "ICdcChange",
        "CdcTransaction",
    ];

    private readonly INamedTypeSymbol _client;
    private readonly INamedTypeSymbol? _stream;
    private readonly INamedTypeSymbol? _asyncEnumerable;
    private readonly INamedTypeSymbol? _transaction;
    private readonly INamedTypeSymbol? _tableAttribute;
    private readonly HashSet<ISymbol> _runtimeViews;
    private readonly ConcurrentDictionary<ITypeSymbol, bool> _views = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<INamedTypeSymbol, bool> _rows = new(SymbolEqualityComparer.Default);

    private CdcSymbols(Compilation compilation, INamedTypeSymbol client)
    {
        _client = client;
        _stream = compilation.GetTypeByMetadataName("Sabot.Cdc.CdcStream`2");
        _asyncEnumerable = compilation.GetTypeByMetadataName("System.Collections.Generic.IAsyncEnumerable`1");
        _tableAttribute = compilation.GetTypeByMetadataName("Sabot.Cdc.CdcTableAttribute");
        _runtimeViews = new HashSet<ISymbol>(
            RuntimeViews.Select(name => compilation.GetTypeByMetadataName("Sabot.Cdc." + name)).OfType<ISymbol>(),
            SymbolEqualityComparer.Default);
        _transaction = compilation.GetTypeByMetadataName("Sabot.Cdc.CdcTransaction");
        ChangeKind = compilation.GetTypeByMetadataName("Sabot.Cdc.CdcChangeKind");
        Update = ChangeKind?.GetMembers("Update").OfType<IFieldSymbol>().FirstOrDefault()?.ConstantValue;
    }

    public INamedTypeSymbol? ChangeKind { get; }

    /// <summary>The value of the kind of change that leaves large values out.</summary>
    public object? Update { get; }

    /// <summary>
    /// Null for a compilation that does not reference Sabot.Cdc.Runtime, and so has nothing to advise on.
    /// </summary>
    public static CdcSymbols? Of(Compilation compilation) =>
        compilation.GetTypeByMetadataName("Sabot.Cdc.CdcClient") is { } client
            ? new CdcSymbols(compilation, client)
            : null;

    /// <summary>Whether values of the type look into a batch's memory, and end with it.</summary>
    public bool IsView(ITypeSymbol? type) => type is not null && IsView(type, MaxNesting);

    /// <summary>Whether values of the type are transactions, which are read and cannot be retained.</summary>
    public bool IsTransaction(ITypeSymbol? type) => SymbolEqualityComparer.Default.Equals(type, _transaction);

    /// <summary>
    /// The column that a property reads the value of and that may be missing, by its C# name; null for every other
    /// property.
    /// </summary>
    public string? ColumnOf(IPropertySymbol property)
    {
        if (property.IsStatic || property.IsIndexer || !IsRow(property.ContainingType))
            return null;

        var name = property.Name;
        if (HoldsLargeValue(property.Type) && IsPresence(property.ContainingType, name))
            return name;
        return Middle("", "Utf8") ?? Middle("", "Raw") ?? Middle("Is", "Null");

        string? Middle(string prefix, string suffix)
        {
            var length = name.Length - prefix.Length - suffix.Length;
            if (length <= 0
                || !name.StartsWith(prefix, StringComparison.Ordinal)
                || !name.EndsWith(suffix, StringComparison.Ordinal))
            {
                return null;
            }

            var column = name.Substring(prefix.Length, length);
            return IsPresence(property.ContainingType, column) ? column : null;
        }
    }

    /// <summary>The column that a <c>HasX</c> property tells the presence of; null for every other property.</summary>
    public string? PresenceOf(IPropertySymbol property) =>
        IsRow(property.ContainingType)
        && property.Name.Length > 3
        && IsPresence(property.ContainingType, property.Name.Substring(3))
            ? property.Name.Substring(3)
            : null;

    /// <summary>Whether an operation is a change's kind, or an array of the kinds of a batch.</summary>
    public bool IsKind(IOperation operation) =>
        operation is IPropertyReferenceOperation property
        && (SymbolEqualityComparer.Default.Equals(property.Type, ChangeKind)
            || (property.Property.Name == "Operations" && IsView(property.Property.ContainingType)));

    /// <summary>Whether a call asks a client for a stream, and of which client.</summary>
    public bool IsRegistration(IInvocationOperation call, out IOperation client)
    {
        client = call.Instance ?? (call.Arguments.IsEmpty ? call : call.Arguments[0].Value);
        while (client is IConversionOperation conversion)
            client = conversion.Operand;
        return SymbolEqualityComparer.Default.Equals(client.Type, _client) && IsStream(call.Type);
    }

    /// <summary>Whether a type is that of a client's stream: <c>CdcStream</c>, or any sequence of views.</summary>
    public bool IsStream(ITypeSymbol? type) =>
        SymbolEqualityComparer.Default.Equals(type?.OriginalDefinition, _stream) || StreamedType(type) is not null;

    /// <summary>The type of view that an asynchronous sequence gives; null for every other type.</summary>
    public ITypeSymbol? StreamedType(ITypeSymbol? type)
    {
        if (type is null)
            return null;

        var sequence = type.AllInterfaces
            .Concat(type is INamedTypeSymbol named ? [named] : [])
            .FirstOrDefault(each => SymbolEqualityComparer.Default.Equals(each.OriginalDefinition, _asyncEnumerable));
        return sequence?.TypeArguments[0] is { } element && IsView(element) ? element : null;
    }

    private bool IsView(ITypeSymbol type, int nesting)
    {
        if (type is not INamedTypeSymbol named || nesting == 0)
            return false;
        if (named.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T)
            return IsView(named.TypeArguments[0], nesting);
        return _views.TryGetValue(named, out var known) ? known : Remember(named, nesting);
    }

    // A cut at the greatest nesting is not remembered: the same type may be met again, less deep.
    private bool Remember(INamedTypeSymbol type, int nesting)
    {
        var isView = _runtimeViews.Contains(type.OriginalDefinition)
            || (IsSmallStruct(type) && (IsGeneratedView(type) || IsContract(type) || HoldsView(type, nesting - 1)));
        if (isView || nesting == MaxNesting)
            _views.TryAdd(type, isView);
        return isView;
    }

    private static bool IsSmallStruct(INamedTypeSymbol type) =>
        type is { TypeKind: TypeKind.Struct, SpecialType: SpecialType.None, IsRefLikeType: false };

    private bool HoldsView(INamedTypeSymbol type, int nesting) =>
        type.GetMembers().OfType<IFieldSymbol>().Any(field => !field.IsStatic && IsView(field.Type, nesting));

    // Of what is generated, only keys are values of their own: they compare.
    private static bool IsGeneratedView(INamedTypeSymbol type) =>
        IsGenerated(type) && !type.AllInterfaces.Any(each => each.Name == "IEquatable");

    private bool IsContract(INamedTypeSymbol type) =>
        _tableAttribute is not null
        && type.GetAttributes().Any(attribute =>
            SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, _tableAttribute));

    private static bool IsGenerated(INamedTypeSymbol type) => type.GetAttributes().Any(attribute =>
        attribute.AttributeClass?.Name == "GeneratedCodeAttribute"
        && attribute.ConstructorArguments.Length > 0
        && attribute.ConstructorArguments[0].Value is Generator);

    private bool IsRow(INamedTypeSymbol? type) =>
        type is { TypeKind: TypeKind.Struct }
        && _rows.GetOrAdd(type, each => IsGenerated(each) || IsContract(each));

    private static bool IsPresence(INamedTypeSymbol type, string column) =>
        type.GetMembers("Has" + column).OfType<IPropertySymbol>().Any(property =>
            property is { IsStatic: false, Type.SpecialType: SpecialType.System_Boolean });

    // Of a small column "flag" and a boolean column "has_flag", the second says nothing of the first.
    private bool HoldsLargeValue(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
            type = nullable.TypeArguments[0];
        if (type.SpecialType == SpecialType.System_String || type.IsRefLikeType || IsView(type))
            return true;
        return type.SpecialType == SpecialType.None
            && type.TypeKind != TypeKind.Enum
            && type.ContainingNamespace?.Name != "System"
            && type.Name != "CdcInterval";
    }
}
