using System.Text.Json;
using Sabot.Cdc.Tool.Commands;
using Sabot.Cdc.Tool.Terminal;

namespace Sabot.Cdc.Tool.Doctor;

/// <summary>All findings, worst first, and how they are printed.</summary>
internal sealed record DoctorReport(string Server, IReadOnlyList<Finding> Findings)
{
    // Of one kind; a database of a thousand tables is not to hide the rest.
    private const int ShownOfAKind = 5;

    public int ExitCode => Findings.Count == 0 ? Commands.ExitCode.Success : Findings[0].Severity switch
    {
        Severity.Error => Commands.ExitCode.Errors,
        Severity.Warning => Commands.ExitCode.Warnings,
        _ => Commands.ExitCode.Success,
    };

    public static DoctorReport Create(Examination examination, string address)
    {
        var server = examination.Server;
        var tables = Amounts.Count(examination.Tables.Count, "table");
        Finding[] findings =
        [
            .. ServerChecks.Check(examination), .. RoleChecks.Check(examination), .. SlotChecks.Check(examination),
            .. PublicationChecks.Check(examination), .. examination.Declared.Findings, .. TableChecks.Check(examination), .. DriftChecks.Check(examination),
        ];
        return new DoctorReport(
            $"PostgreSQL {server.Version} at {address}, database {server.Database}, role {server.Role}, {tables}",
            [.. findings.OrderBy(finding => finding.Severity)]);
    }

    public void WriteText(TextWriter output, Palette palette)
    {
        output.WriteLine(Server);
        foreach (var kind in Findings.GroupBy(finding => (finding.Severity, finding.Id)))
        {
            foreach (var finding in kind.Take(ShownOfAKind))
                Write(output, palette, finding);
            if (kind.Count() > ShownOfAKind)
                output.WriteLine($"         and {kind.Count() - ShownOfAKind} more of the kind {kind.Key.Id}; --format json lists them");
        }

        output.WriteLine();
        output.WriteLine(Findings.Count == 0 ? palette.Green("Nothing to mend.") : Summary());
    }

    /// <summary>An object with the counts and the findings; docs/tool.md describes it.</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("server", Server);
        json.WriteNumber("errors", Number(Severity.Error));
        json.WriteNumber("warnings", Number(Severity.Warning));
        json.WriteNumber("advice", Number(Severity.Advice));
        json.WriteStartArray("findings");
        foreach (var finding in Findings)
        {
            json.WriteStartObject();
            json.WriteString("severity", Name(finding.Severity));
            json.WriteString("id", finding.Id);
            json.WriteString("where", finding.Where);
            json.WriteString("what", finding.What);
            json.WriteStringOrNull("fix", finding.Fix);
            json.WriteStringOrNull("then", finding.Then);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(TextWriter output, Palette palette, Finding finding)
    {
        var name = Name(finding.Severity).PadRight(8);
        var label = finding.Severity switch
        {
            Severity.Error => palette.Red(name),
            Severity.Warning => palette.Yellow(name),
            _ => palette.Cyan(name),
        };
        output.WriteLine();
        output.WriteLine($"{label} {palette.Bold(finding.Where)}: {finding.What} {palette.Dim($"[{finding.Id}]")}");
        if (finding.Fix is { } fix)
            output.WriteLine($"         {palette.Green(fix + ";")}{(finding.Then is { } then ? $"  -- {then}" : "")}");
        else if (finding.Then is { } instead)
            output.WriteLine($"         -- {instead}");
    }

    private string Summary() =>
        $"{Amounts.Count(Number(Severity.Error), "error")}, {Amounts.Count(Number(Severity.Warning), "warning")}, {Amounts.Count(Number(Severity.Advice), "piece")} of advice";

    private int Number(Severity severity) => Findings.Count(finding => finding.Severity == severity);

    private static string Name(Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
        _ => "advice",
    };
}
