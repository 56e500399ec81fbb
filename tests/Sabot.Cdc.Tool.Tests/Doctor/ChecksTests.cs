using Sabot.Cdc.Tool.Commands;
using Sabot.Cdc.Tool.Doctor;
using Sabot.Cdc.Tool.Slots;
using Sabot.Cdc.Tool.Terminal;

namespace Sabot.Cdc.Tool.Tests.Doctor;

/// <summary>What a test's own server cannot be made to show: other versions, standbys, what a trial can run into.</summary>
public sealed class ChecksTests
{
    private static readonly Examination InOrder = new(
        new ServerExamination(
            180006, "18.6", IsStandby: false, "shop", "UTF8", "app", MayReplicate: true, MayCreatePublications: true, UsedWalSenders: 0,
            new Dictionary<string, Setting>
            {
                ["wal_level"] = new("logical", false),
                ["max_replication_slots"] = new("10", false),
                ["max_wal_senders"] = new("10", false),
                ["wal_sender_timeout"] = new("60000", false),
                ["tcp_keepalives_idle"] = new("0", false),
                ["logical_decoding_work_mem"] = new("65536", false),
                ["max_slot_wal_keep_size"] = new("51200", false),
                ["max_wal_size"] = new("1024", false),
                ["hot_standby_feedback"] = new("off", false),
            },
            [], Oldest: null, OldestPrepared: null),
        SlotName: null, PublicationName: null, Publication: null, new DeclaredTables(null, []), [], new PluginTrial(PluginTrialOutcome.Works));

    [Fact]
    public void AServerInOrderHasNothingToMend()
    {
        var report = DoctorReport.Create(InOrder, "localhost:5432");

        Assert.Equal(ExitCode.Success, report.ExitCode);
        using var text = new StringWriter { NewLine = "\n" };
        report.WriteText(text, Palette.Plain);
        Assert.Equal("PostgreSQL 18.6 at localhost:5432, database shop, role app, 0 tables\n\nNothing to mend.\n", text.ToString());
    }

    [Theory]
    [InlineData(140020, "version", (int)Severity.Error)]
    [InlineData(150013, "known-faults", (int)Severity.Warning)]
    public void VersionsThatArePastHelpOrHaveFaultsAreSaid(int version, string id, int severity) =>
        Assert.Equal((Severity)severity, Single(InOrder.Server with { VersionNumber = version, Version = "old" }, id).Severity);

    [Fact]
    public void TheUpdateThatMendsAllFaultsIsNamed()
    {
        var finding = Single(InOrder.Server with { VersionNumber = 170005, Version = "17.5" }, "known-faults");

        Assert.Contains("until decoding runs out of memory (until 17.6)", finding.What, StringComparison.Ordinal);
        Assert.Equal("update the server to 17.10 or later", finding.Then);
    }

    [Theory]
    [InlineData(150019, "standby", (int)Severity.Error)]
    [InlineData(160015, "hot-standby-feedback", (int)Severity.Warning)]
    public void AStandbyDecodesFromPostgres16OnAndNeedsFeedback(int version, string id, int severity) =>
        Assert.Equal((Severity)severity, Single(InOrder.Server with { VersionNumber = version, IsStandby = true }, id).Severity);

    [Fact]
    public void AStandbyWithFeedbackIsInOrderAndASlotThereWaitsForThePrimary()
    {
        var settings = InOrder.Server.Settings.ToDictionary();
        settings["hot_standby_feedback"] = new Setting("on", false);
        var standby = InOrder.Server with { IsStandby = true, Settings = settings };
        Assert.Equal(ExitCode.Success, DoctorReport.Create(InOrder with { Server = standby }, "x").ExitCode);

        var waiting = Check(InOrder with { Server = standby, Trial = new PluginTrial(PluginTrialOutcome.Waits) });
        Assert.Contains("pg_log_standby_snapshot()", Assert.Single(waiting).Then, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData((int)PluginTrialOutcome.NoConnection, "replication-connection", "pg_hba.conf")]
    [InlineData((int)PluginTrialOutcome.Failed, "plugin", null)]
    public void WhateverATrialRunsIntoIsAnError(int outcome, string id, string? then)
    {
        var finding = Assert.Single(Check(InOrder with { Trial = new PluginTrial((PluginTrialOutcome)outcome, "the server's words") }));

        Assert.Equal((Severity.Error, id), (finding.Severity, finding.Id));
        Assert.Contains("the server's words", finding.What, StringComparison.Ordinal);
        Assert.Equal(then is not null, finding.Then?.Contains(then ?? "", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void AWaitingTrialIsNothingToOneWhoHasASlot()
    {
        var slot = new Slot("mine", "wal2arrow", "shop", 1, 1) { WalStatus = "reserved" };
        var examination = InOrder with { SlotName = "mine", Server = InOrder.Server with { Slots = [slot] }, Trial = new PluginTrial(PluginTrialOutcome.Waits) };

        Assert.Empty(DoctorReport.Create(examination, "x").Findings);
    }

    [Fact]
    public void ASlotWithAReasonWhyItIsInvalidSaysIt()
    {
        var slot = new Slot("mine", "wal2arrow", "shop", 1, 1) { WalStatus = "reserved", InvalidationReason = "idle_timeout" };
        var finding = Assert.Single(DoctorReport.Create(InOrder with { SlotName = "mine", Server = InOrder.Server with { Slots = [slot] } }, "x").Findings);

        Assert.Equal("slot-lost", finding.Id);
        Assert.Contains("(idle_timeout)", finding.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", null, "no standby has a copy")]
    [InlineData("", "berlin", "ALTER SYSTEM SET synchronized_standby_slots = 'berlin'")]
    [InlineData("berlin", "berlin", null)]
    public void AFailoverSlotThatNoStandbyIsWaitedForIsSaid(string guarded, string? standby, string? expected)
    {
        var slot = new Slot("mine", "wal2arrow", "shop", 1, 1) { WalStatus = "reserved", IsFailover = true };
        List<Slot> slots = standby is null ? [slot] : [slot, new Slot(standby, null, null, 1, null)];
        var settings = InOrder.Server.Settings.ToDictionary();
        settings["synchronized_standby_slots"] = new Setting(guarded, false);
        var findings = DoctorReport.Create(InOrder with { SlotName = "mine", Server = InOrder.Server with { Slots = slots, Settings = settings } }, "x").Findings;

        if (expected is null)
        {
            Assert.Empty(findings);
            return;
        }

        var finding = Assert.Single(findings);
        Assert.Equal("slot-failover", finding.Id);
        Assert.Contains(expected, $"{finding.What} {finding.Fix}", StringComparison.Ordinal);
    }

    [Fact]
    public void AStandbysCopyThatDoesNotOutliveAPromotionIsSaid()
    {
        var settings = InOrder.Server.Settings.ToDictionary();
        settings["hot_standby_feedback"] = new Setting("on", false);
        var slot = new Slot("mine", "wal2arrow", "shop", 1, 1) { WalStatus = "reserved", IsFailover = true, IsSynced = true, IsTemporary = true };
        var standby = InOrder.Server with { IsStandby = true, Settings = settings, Slots = [slot] };

        Assert.Equal("slot-failover", Assert.Single(DoctorReport.Create(InOrder with { SlotName = "mine", Server = standby }, "x").Findings).Id);
        Assert.Empty(DoctorReport.Create(InOrder with { SlotName = "mine", Server = standby with { Slots = [slot with { IsTemporary = false }] } }, "x").Findings);
    }

    [Theory]
    [InlineData(ExitCode.Errors, (int)Severity.Advice, (int)Severity.Error, (int)Severity.Warning)]
    [InlineData(ExitCode.Warnings, (int)Severity.Warning, (int)Severity.Advice)]
    [InlineData(ExitCode.Success, (int)Severity.Advice)]
    public void TheExitCodeIsThatOfTheWorstFinding(int exitCode, params int[] severities)
    {
        var findings = severities.Select(severity => new Finding((Severity)severity, "x", "server", "What.")).OrderBy(finding => finding.Severity);
        Assert.Equal(exitCode, new DoctorReport("server", [.. findings]).ExitCode);
    }

    private static IEnumerable<Finding> Check(Examination examination) => ServerChecks.Check(examination);

    private static Finding Single(ServerExamination server, string id) =>
        Assert.Single(Check(InOrder with { Server = server }), finding => finding.Id == id);
}
