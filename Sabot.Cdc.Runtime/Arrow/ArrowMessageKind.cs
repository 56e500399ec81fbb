namespace Sabot.Cdc;

/// <summary>Arrow's MessageHeader union: those that frames carry.</summary>
internal enum ArrowMessageKind : byte
{
    Schema = 1,
    RecordBatch = 3,
}
