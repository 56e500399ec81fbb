using System.Runtime.InteropServices;

namespace Sabot.Cdc.Runtime.Tests.Spill;

public class RolledBackChangesTests
{
    [Fact]
    public void Random_ranges_agree_with_counting_one_by_one()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        for (var round = 0; round < 500; round++)
        {
            var gone = Enumerable.Range(1, 60).Select(_ => random.Next(3) == 0).ToArray();
            var changes = RolledBackChanges.Parse(MemoryMarshal.AsBytes<uint>(Ranges(gone)), 1);
            var counting = 0u;
            for (uint sequence = 1; sequence <= 60; sequence++)
            {
                var range = changes.Find(sequence);
                Assert.Equal(range, changes.Advance(0, sequence));
                Assert.True(changes.Holds(range, sequence) == gone[sequence - 1], $"Seed {seed}: change {sequence}");
                if (gone[sequence - 1])
                    continue;
                counting++;
                Assert.True(sequence - changes.CountBefore(range) == counting, $"Seed {seed}: change {sequence}");
            }
        }
    }

    [Fact]
    public void The_greatest_range_is_no_overflow()
    {
        var changes = RolledBackChanges.Parse(MemoryMarshal.AsBytes<uint>([2, uint.MaxValue]), 1);
        Assert.False(changes.Holds(changes.Find(1), 1));
        Assert.True(changes.Holds(changes.Find(uint.MaxValue), uint.MaxValue));
    }

    /// <summary>Cut into several ranges now and then, as different subtransactions are.</summary>
    private static uint[] Ranges(bool[] gone)
    {
        List<uint> ranges = [];
        for (var i = 0; i < gone.Length; i++)
        {
            if (!gone[i])
                continue;
            if (i > 0 && gone[i - 1] && i % 5 != 0)
                ranges[^1] = (uint)i + 1;
            else
                ranges.AddRange([(uint)i + 1, (uint)i + 1]);
        }

        return [.. ranges];
    }
}
