// Sabot.Cdc.Faults [--schedules N] [--seed N] [--lanes N] [--only FAULT] [--failover] [--list]
// Runs random schedules of faults against servers of its own, or one with a failover between the servers that
// tests/docker/failover.sh starts; the last line says N passed, N failed.
using System.Globalization;
using Sabot.Cdc.Faults.Injection;
using Sabot.Cdc.Faults.Running;

var (schedules, seed, lanes, only, failover) = (100, Random.Shared.Next(1_000_000), 3, (string?)null, false);
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
        case "--only":
            only = args[++i];
            break;
        case "--failover":
            failover = true;
            break;
        case "--list":
            foreach (var fault in FaultCatalog.Passing.Concat(FaultCatalog.Final))
                Console.WriteLine(fault.Name);
            return 0;
        default:
            Console.Error.WriteLine($"Sabot.Cdc.Faults does not know '{args[i]}'.");
            return 2;
    }
}

var tests = new FaultTests(seed);
return await (failover ? tests.RunFailoverAsync() : tests.RunAsync(schedules, lanes, only)) ? 0 : 1;

int Number(int at) => int.Parse(args[at], CultureInfo.InvariantCulture);
