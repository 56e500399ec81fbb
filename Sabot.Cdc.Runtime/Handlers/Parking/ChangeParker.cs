using Apache.Arrow;
using Apache.Arrow.Ipc;

namespace Sabot.Cdc;

/// <summary>Writes a change that could not be handled to a folder, so that it survives the loss of power.</summary>
/// <remarks>
/// Two files, named by the change's position, so that a change that comes again takes the place of its earlier files:
/// <c>.arrow</c> is an Arrow IPC file with the change's row and its old image if there is one, with all columns of the
/// stream; <c>.json</c>, which is written last, says what happened to it.
/// </remarks>
internal sealed class ChangeParker(string folder, string slot, string table, string handler)
{
    /// <summary>Where the table's changes are parked.</summary>
    internal string Folder { get; } =
        Path.GetFullPath(Path.Combine(folder, ParkedName.Segment(slot), ParkedName.Segment(table)));

    /// <summary>Writes the files; returns the name of the Arrow file when both are safe.</summary>
    /// <exception cref="IOException">They are not: no room, for example.</exception>
    internal string Park(CdcBatch batch, int row, FailedChange change)
    {
        Directory.CreateDirectory(Folder);
        var name = Path.Combine(Folder, ParkedName.Of(change.Position, handler));
        var record = Record(batch, row);
        DurableFile.Write(name + ".arrow", stream => Write(record, stream));
        DurableFile.Write(name + ".json", stream => ParkedError.Write(stream, change, slot, batch, row));
        DurableFile.FlushFolder(Folder);
        return name + ".arrow";
    }

    private static RecordBatch Record(CdcBatch batch, int row)
    {
        var first = row > 0 && batch.Operation(row - 1) == RowOperation.OldImage ? row - 1 : row;
        return ArrowRows.Copy(batch.ToRecordBatch(), first, row - first + 1);
    }

    private static void Write(RecordBatch record, Stream stream)
    {
        using var writer = new ArrowFileWriter(stream, record.Schema, leaveOpen: true);
        writer.WriteRecordBatch(record);
        writer.WriteEnd();
    }
}
