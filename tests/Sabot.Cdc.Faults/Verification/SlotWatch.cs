using Npgsql;
using NpgsqlTypes;
using Sabot.Cdc.Faults.Consuming;
using Sabot.Cdc.Faults.Running;

namespace Sabot.Cdc.Faults.Verification;

/// <summary>Looks all the time at what the slot has confirmed, and then at how much is in the ledger.</summary>
internal sealed class SlotWatch : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(60);

    private readonly CurrentServer _current;
    private readonly string _slot;
    private readonly ConsumerProcess _consumer;
    private readonly CancellationTokenSource _ended = new();
    private readonly Lock _gate = new();
    private readonly List<SlotSample> _samples = [];
    private readonly SavedSlot _saved = new();
    private readonly Task _watching;

    public SlotWatch(CurrentServer current, string slot, ConsumerProcess consumer)
    {
        _current = current;
        _slot = slot;
        _consumer = consumer;
        _watching = WatchAsync();
    }

    public List<SlotSample> Samples
    {
        get
        {
            lock (_gate)
                return [.. _samples];
        }
    }

    /// <summary>What a server that crashes now will not have forgotten; see <see cref="SavedSlot"/>.</summary>
    public ulong Saved
    {
        get
        {
            lock (_gate)
                return _saved.Confirmed;
        }
    }

    /// <summary>Looks now; null when there is no slot.</summary>
    public async Task<SlotSample?> LookAsync()
    {
        await using var connection = await _current.OpenAsync();
        return await LookAsync(connection, isOfWatch: false);
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _watching;
        _ended.Dispose();
    }

    // The slot first and the ledger after it, so that the ledger has at least what was confirmed.
    private async Task<SlotSample?> LookAsync(NpgsqlConnection connection, bool isOfWatch)
    {
        await using var command = new NpgsqlCommand(
            $"SELECT confirmed_flush_lsn, restart_lsn FROM pg_replication_slots WHERE slot_name = '{_slot}'", connection);
        NpgsqlLogSequenceNumber confirmed;
        await using (var reader = await command.ExecuteReaderAsync())
        {
            if (!await reader.ReadAsync() || await reader.IsDBNullAsync(0))
                return null;
            confirmed = reader.GetFieldValue<NpgsqlLogSequenceNumber>(0);
            if (isOfWatch && !await reader.IsDBNullAsync(1))
                See((ulong)confirmed, (ulong)reader.GetFieldValue<NpgsqlLogSequenceNumber>(1));
        }

        var sample = new SlotSample((ulong)confirmed, await _consumer.Ledger.LengthAsync());
        lock (_gate)
            _samples.Add(sample);
        return sample;
    }

    private void See(ulong confirmed, ulong restart)
    {
        lock (_gate)
            _saved.See(confirmed, restart);
    }

    private void BeginAnew()
    {
        lock (_gate)
            _saved.BeginAnew();
    }

    private async Task WatchAsync()
    {
        while (!_ended.IsCancellationRequested)
        {
            try
            {
                await using var connection = await _current.OpenAsync();
                BeginAnew();
                while (!_ended.IsCancellationRequested)
                {
                    await LookAsync(connection, isOfWatch: true);
                    await Task.Delay(Interval);
                }
            }
            catch (Exception e) when (e is NpgsqlException or IOException or System.Net.Sockets.SocketException)
            {
                // The server is away: look again when it is back.
                await Task.Delay(Interval);
            }
        }
    }
}
