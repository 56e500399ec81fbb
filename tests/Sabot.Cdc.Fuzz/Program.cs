// The fuzzer of what comes from the server; tests/fuzz.sh runs it.
//   Sabot.Cdc.Fuzz run [--runs N] [--minutes M] [--seed S] [--case N] [--corpus FOLDER]
//   Sabot.Cdc.Fuzz capture CORPUS_SQL FOLDER                with the connection string in SABOT_TEST_CONNECTION
using Sabot.Cdc.Fuzz.Capture;
using Sabot.Cdc.Fuzz.Run;

switch (args)
{
    case ["capture", var script, var folder]:
        await CorpusCapture.RunAsync(Environment.GetEnvironmentVariable("SABOT_TEST_CONNECTION")!, script, folder);
        return 0;
    case ["run", .. var rest]:
        var options = RunOptions.Parse(rest);
        Console.WriteLine($"seed {options.Seed}");
        var failed = Supervisor.Run(options);
        Console.WriteLine($"{1 - failed} passed, {failed} failed");
        return failed;
    case ["work", .. var rest]:
        return new Fuzzer(RunOptions.Parse(rest)).Run();
    default:
        Console.Error.WriteLine("Sabot.Cdc.Fuzz is run by tests/fuzz.sh.");
        return 2;
}
