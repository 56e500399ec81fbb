using System.Buffers.Binary;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace Sabot.Cdc;

/// <summary>
/// The file of one transaction: records of batch frames as they came, each with its length in front, appended and read
/// back in the same order. Disposing deletes it.
/// </summary>
// Implementation note: a record is read into pooled memory rather than mapped. It has to be changed in place anyway,
// which would copy each mapped page; a file that shrinks behind our back is a short read, not a signal that ends the
// process; and what is in memory is bounded by the queues, not by what the kernel keeps of the mapping.
internal sealed class SpillFile : IDisposable
{
    private const int PrefixLength = sizeof(long);

    private readonly byte[] _prefix = new byte[PrefixLength];
    private readonly List<ReadOnlyMemory<byte>> _parts = [];
    private readonly string _folder;
    private readonly uint _transaction;
    private readonly ILogger _logger;
    private readonly string _path;
    private readonly SafeFileHandle _handle;

    /// <summary>Makes the file, which must not exist.</summary>
    /// <exception cref="CdcSpillException">The folder does not take it.</exception>
    internal SpillFile(string folder, uint transaction, ILogger logger)
    {
        _folder = folder;
        _transaction = transaction;
        _logger = logger;
        _path = Path.Combine(folder, SpillFolder.FileName(transaction));
        try
        {
            _handle = File.OpenHandle(
                _path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.Asynchronous);
        }
        catch (Exception e) when (IsOfDisk(e))
        {
            throw SpillErrors.Failed($"make the file of transaction {transaction}", folder, e);
        }
    }

    /// <summary>Bytes in the file.</summary>
    internal long Length { get; private set; }

    /// <summary>Appends the parts as one record.</summary>
    /// <exception cref="CdcSpillException">The disk is full, or does not work.</exception>
    internal async ValueTask AppendAsync(IReadOnlyList<ReadOnlyMemory<byte>> record)
    {
        long length = 0;
        _parts.Clear();
        _parts.Add(_prefix);
        foreach (var part in record)
        {
            _parts.Add(part);
            length += part.Length;
        }

        BinaryPrimitives.WriteInt64LittleEndian(_prefix, length);
        try
        {
            await RandomAccess.WriteAsync(_handle, _parts, Length, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (IsOfDisk(e))
        {
            throw SpillErrors.Failed($"keep the changes of transaction {_transaction}", _folder, e);
        }
        finally
        {
            _parts.Clear();
        }

        Length += PrefixLength + length;
    }

    /// <summary>Reads the record at an offset; the caller releases it.</summary>
    /// <returns>The record, and the offset of the one behind it.</returns>
    /// <exception cref="CdcSpillException">The disk does not work, or the file is not as it was written.</exception>
    internal async ValueTask<(Payload Record, long Next)> ReadAsync(long offset)
    {
        await FillAsync(_prefix, offset).ConfigureAwait(false);
        offset += PrefixLength;
        var length = BinaryPrimitives.ReadInt64LittleEndian(_prefix);
        if (length <= 0 || length > Length - offset || length > Array.MaxLength)
            throw SpillErrors.Damaged(_transaction, _folder);

        var record = Payload.Rent((int)length);
        try
        {
            await FillAsync(record.Array.AsMemory(0, record.Length), offset).ConfigureAwait(false);
            return (record, offset + length);
        }
        catch
        {
            record.Release();
            throw;
        }
    }

    /// <summary>Takes the records from an offset on off the file.</summary>
    /// <exception cref="CdcSpillException">The disk does not work.</exception>
    internal void Truncate(long length)
    {
        try
        {
            RandomAccess.SetLength(_handle, length);
        }
        catch (Exception e) when (IsOfDisk(e))
        {
            throw SpillErrors.Failed($"shorten the file of transaction {_transaction}", _folder, e);
        }

        Length = length;
    }

    public void Dispose()
    {
        _handle.Dispose();
        try
        {
            File.Delete(_path);
        }
        catch (Exception e) when (IsOfDisk(e))
        {
            Log.SpillNotRemoved(_logger, _path, e);
        }
    }

    internal static bool IsOfDisk(Exception e) => e is IOException or UnauthorizedAccessException;

    private async ValueTask FillAsync(Memory<byte> buffer, long offset)
    {
        try
        {
            for (var filled = 0; filled < buffer.Length;)
            {
                var read = await RandomAccess
                    .ReadAsync(_handle, buffer[filled..], offset + filled, CancellationToken.None)
                    .ConfigureAwait(false);
                filled += read > 0 ? read : throw SpillErrors.Damaged(_transaction, _folder);
            }
        }
        catch (Exception e) when (IsOfDisk(e))
        {
            throw SpillErrors.Failed($"read back the changes of transaction {_transaction}", _folder, e);
        }
    }
}
