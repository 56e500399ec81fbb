// Sabot.Cdc.Faults [--failover] [--schedules N] [--seed N] [--lanes N] [--only FAULT]… [--list]
// Runs random schedules of faults against servers of its own; the last line says N passed, N failed. With --failover each
// is run on a primary and a standby, in a container of PostgreSQL 17 or later, and the standby takes the primary's place.
using System.Globalization;
using Sabot.Cdc.Faults.Injection;
using Sabot.Cdc.Faults.Running;

var (schedules, seed, lanes, failsOver, only) = (100, Random.Shared.Next(1_000_000), 3, false, new List<string>());
for (var i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--schedules":
            schedules = Number(++i);
            break;
        case "--seed":
            seed = Number(++i);
            break;
        case "--lanes":
            lanes = Number(++i);
            break;
        case "--failover":
            failsOver = true;
            break;
        case "--only":
            only.Add(args[++i]);
            break;
        case "--list":
            foreach (var fault in FaultCatalog.Passing.Concat(FaultCatalog.Final).Append(FailoverFaults.Failover))
                Console.WriteLine(fault.Name);
            return 0;
        default:
            Console.Error.WriteLine($"Sabot.Cdc.Faults does not know '{args[i]}'.");
            return 2;
    }
}

// Not a failover that is left out without a word.
if (failsOver && ServerPair.Missing is { } why)
{
    Console.Error.WriteLine($"There can be no failover here. {why}");
    return 1;
}

return await new FaultTests(seed, failsOver).RunAsync(schedules, lanes, only) ? 0 : 1;

int Number(int at) => int.Parse(args[at], CultureInfo.InvariantCulture);
