using System.Text.Json;
using Sabot.Cdc.Integration.Tests.Harness;

namespace Sabot.Cdc.Integration.Tests.Tool;

/// <summary>One finding of doctor, as its JSON has it.</summary>
internal sealed record DoctorFinding(string Severity, string Id, string Where, string What, string? Fix, string? Then);

/// <summary>What a run of doctor found.</summary>
internal sealed record DoctorRun(int ExitCode, IReadOnlyList<DoctorFinding> Findings)
{
    /// <summary>Runs doctor; without options it looks at the database's tables, since there is no folder of .cdc files.</summary>
    public static async Task<DoctorRun> RunAsync(string connectionString, params string[] options)
    {
        var run = await ToolRun.RunAsync(connectionString, ["doctor", "--format", "json", .. options]);
        Assert.Empty(run.Error);
        using var document = JsonDocument.Parse(run.Output);
        var findings = document.RootElement.GetProperty("findings").EnumerateArray()
            .Select(finding => new DoctorFinding(
                finding.GetProperty("severity").GetString()!,
                finding.GetProperty("id").GetString()!,
                finding.GetProperty("where").GetString()!,
                finding.GetProperty("what").GetString()!,
                finding.GetProperty("fix").GetString(),
                finding.GetProperty("then").GetString()))
            .ToList();
        Assert.Equal(findings.Exists(finding => finding.Severity == "error") ? 2 : findings.Exists(finding => finding.Severity == "warning") ? 1 : 0, run.ExitCode);
        return new DoctorRun(run.ExitCode, findings);
    }

    /// <summary>The one finding of a kind.</summary>
    public DoctorFinding Single(string id, string severity)
    {
        var finding = Assert.Single(Findings, finding => finding.Id == id);
        Assert.Equal(severity, finding.Severity);
        return finding;
    }

    public void HasNone(string id) => Assert.DoesNotContain(Findings, finding => finding.Id == id);

    /// <summary>Runs the statement of a finding as a superuser, and returns what doctor then says.</summary>
    public static async Task<DoctorRun> MendAsync(TestDatabase database, DoctorFinding finding, params string[] options)
    {
        await database.ExecuteAsync(finding.Fix ?? throw new InvalidOperationException($"{finding.Id} has no statement."));
        return await RunAsync(database.ConnectionString, options);
    }
}
