namespace Sabot.Cdc.Runtime.Tests.Delivery;

public class AcknowledgementLedgerTests
{
    private readonly List<ulong> _reported = [];
    private readonly AcknowledgementLedger _ledger;

    public AcknowledgementLedgerTests() => _ledger = new AcknowledgementLedger(_reported.Add);

    [Fact]
    public void Nothing_is_acknowledged_at_first() => Assert.Equal(0u, _ledger.Acknowledged);

    [Fact]
    public void A_position_is_acknowledged_when_the_last_batch_below_it_is_finished()
    {
        var entry = _ledger.Add(2);
        _ledger.Close(100);
        _ledger.Finish(entry);
        Assert.Equal(0u, _ledger.Acknowledged);
        _ledger.Finish(entry);
        Assert.Equal(100u, _ledger.Acknowledged);
        Assert.Equal([100], _reported);
    }

    [Fact]
    public void Batches_that_are_finished_before_progress_is_stated_wait_for_it()
    {
        _ledger.Finish(_ledger.Add(1));
        _ledger.Finish(_ledger.Add(1));
        Assert.Equal(0u, _ledger.Acknowledged);
        _ledger.Close(100);
        Assert.Equal(100u, _ledger.Acknowledged);
    }

    [Fact]
    public void A_later_position_waits_for_the_batches_of_an_earlier_one()
    {
        var first = _ledger.Add(1);
        _ledger.Close(100);
        var second = _ledger.Add(1);
        _ledger.Close(200);
        var third = _ledger.Add(1);
        _ledger.Close(300);

        _ledger.Finish(second);
        Assert.Equal(0u, _ledger.Acknowledged);
        _ledger.Finish(first);
        Assert.Equal(200u, _ledger.Acknowledged);
        _ledger.Finish(third);
        Assert.Equal([200, 300], _reported);
    }

    [Fact]
    public void Progress_without_batches_is_acknowledged_at_once()
    {
        _ledger.Close(100);
        _ledger.Close(150);
        Assert.Equal([100, 150], _reported);
    }

    [Fact]
    public void Progress_without_batches_waits_for_the_batches_before_it()
    {
        var entry = _ledger.Add(1);
        _ledger.Close(100);
        _ledger.Close(150);
        _ledger.Close(180);
        Assert.Empty(_reported);
        _ledger.Finish(entry);
        Assert.Equal([180], _reported);
    }

    [Fact]
    public void Batches_behind_the_last_progress_hold_nothing_back_but_themselves()
    {
        _ledger.Close(100);
        var entry = _ledger.Add(1);
        _ledger.Finish(entry);
        Assert.Equal(100u, _ledger.Acknowledged);
    }

    [Fact]
    public void Progress_that_goes_back_is_a_protocol_error()
    {
        _ledger.Close(0x16B3748);
        var error = Assert.Throws<CdcProtocolException>(() => _ledger.Close(0x16B3747));
        Assert.Contains("0/16B3747 after 0/16B3748", error.Message);
    }

    [Fact]
    public async Task Consumers_finishing_at_once_acknowledge_in_order_and_completely()
    {
        const int Entries = 20_000;
        const int Consumers = 4;
        var entries = new LedgerEntry[Entries];
        for (var i = 0; i < Entries; i++)
        {
            entries[i] = _ledger.Add(Consumers);
            _ledger.Close((ulong)i + 1);
        }

        await Task.WhenAll(Enumerable.Range(0, Consumers).Select(_ => Task.Run(() =>
        {
            foreach (var entry in entries)
                _ledger.Finish(entry);
        })));

        Assert.Equal((ulong)Entries, _ledger.Acknowledged);
        Assert.Equal(_reported.Order(), _reported);
    }
}
