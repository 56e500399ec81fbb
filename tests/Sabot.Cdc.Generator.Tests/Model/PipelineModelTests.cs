using System.Reflection;
using Sabot.Cdc.Generator.Contracts;
using Sabot.Cdc.Generator.Diagnostics;
using Sabot.Cdc.Generator.Model;

namespace Sabot.Cdc.Generator.Tests.Model;

/// <summary>
/// What passes between the steps of the pipeline must be comparable by value, or every edit does everything again.
/// </summary>
public sealed class PipelineModelTests
{
    public static TheoryData<Type> Roots => new(typeof(CdcFile), typeof(ItemResult), typeof(TableModel), typeof(EnumModel), typeof(CompositeModel), typeof(TypeIndex), typeof(ItemSource), typeof(Surroundings), typeof(ItemClaim), typeof(ItemCollisions), typeof(TypeEntry), typeof(ReaderUse), typeof(ConsumerModel), typeof(SourceModel), typeof(DiagnosticModel), typeof(ContractDeclaration), typeof(ContractTarget), typeof(ContractCheck));

    [Theory]
    [MemberData(nameof(Roots))]
    public void No_model_holds_a_roslyn_type_or_anything_that_is_equal_only_to_itself(Type root)
    {
        var seen = new HashSet<Type>();
        var open = new Stack<Type>([root]);
        while (open.TryPop(out var type))
        {
            if (!seen.Add(type))
                continue;

            Assert.False(type.FullName!.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal), $"{type} in {root}");
            Assert.True(type.IsEnum || typeof(IEquatable<>).MakeGenericType(type).IsAssignableFrom(type), $"{type} in {root} has no equality");
            if (type.Assembly != typeof(CdcGenerator).Assembly)
                continue;

            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
                open.Push(type.IsGenericType && field.FieldType.IsArray ? field.FieldType.GetElementType()! : field.FieldType);
        }
    }

    [Fact]
    public void Lists_are_equal_by_their_elements()
    {
        Assert.Equal(new EquatableArray<string>(["a", "b"]), new EquatableArray<string>(["a", "b"]));
        Assert.Equal(new EquatableArray<string>(["a"]).GetHashCode(), new EquatableArray<string>(["a"]).GetHashCode());
        Assert.NotEqual(new EquatableArray<string>(["a", "b"]), new EquatableArray<string>(["b", "a"]));
        Assert.NotEqual(new EquatableArray<string>(["a", "b"]), new EquatableArray<string>(["a"]));
        Assert.Equal(default, new EquatableArray<string>([]));
    }
}
