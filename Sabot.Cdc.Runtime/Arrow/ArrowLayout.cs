using Apache.Arrow.Types;

namespace Sabot.Cdc;

/// <summary>How many nodes and buffers a column of a type takes in a RecordBatch, so that it can be skipped.</summary>
internal static class ArrowLayout
{
    /// <summary>Buffers of the type itself, without those of its children.</summary>
    internal static int OwnBuffers(IArrowType type) => type.TypeId switch
    {
        ArrowTypeId.Null => 0,
        ArrowTypeId.Struct or ArrowTypeId.FixedSizeList => 1,
        ArrowTypeId.List or ArrowTypeId.LargeList or ArrowTypeId.Map => 2,
        ArrowTypeId.String or ArrowTypeId.Binary or ArrowTypeId.LargeString or ArrowTypeId.LargeBinary => 3,
        _ => 2,
    };

    /// <summary>Counts the nodes and buffers of the type and everything nested in it, depth first.</summary>
    internal static void Count(IArrowType type, ref int nodes, ref int buffers)
    {
        nodes++;
        buffers += OwnBuffers(type);
        if (type is not NestedType nested)
            return;
        foreach (var child in nested.Fields)
            Count(child.DataType, ref nodes, ref buffers);
    }
}
