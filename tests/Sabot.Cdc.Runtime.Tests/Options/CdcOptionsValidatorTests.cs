namespace Sabot.Cdc.Runtime.Tests.Options;

public class CdcOptionsValidatorTests
{
    [Fact]
    public void The_defaults_with_a_connection_string_and_a_slot_are_valid()
        => Assert.True(new CdcOptionsValidator().Validate(null, Valid()).Succeeded);

    [Theory]
    [InlineData("", "is empty; set it")]
    [InlineData("  ", "is empty; set it")]
    [InlineData("Database=shop", "names no server; add Host=")]
    [InlineData("Host=localhost", "names no database; add Database=")]
    [InlineData("Host=localhost;Database=shop;Prot=5432", "is not an Npgsql connection string")]
    [InlineData("Host=localhost;Database=shop;Port=many", "is not an Npgsql connection string")]
    [InlineData("localhost", "is not an Npgsql connection string")]
    public void A_connection_string_must_name_server_and_database(string connectionString, string expected)
        => AssertRefused(options => options.ConnectionString = connectionString, "ConnectionString " + expected);

    [Fact]
    public void No_part_of_a_wrong_connection_string_is_repeated()
    {
        var options = Valid();
        options.ConnectionString = "Host=localhost;Database=shop;Password=abc;hidden=part";
        var failure = new CdcOptionsValidator().Validate(null, options).FailureMessage;
        Assert.DoesNotContain("abc", failure);
        Assert.DoesNotContain("hidden", failure);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Shop")]
    [InlineData("shop-search")]
    [InlineData("shop search")]
    [InlineData("shop\" LOGICAL pgoutput; --")]
    [InlineData("größe")]
    [InlineData("a23456789012345678901234567890123456789012345678901234567890abcd")]
    public void A_slot_name_holds_only_what_PostgreSQL_allows(string slot)
        => AssertRefused(options => options.Slot = slot, "Slot ");

    [Theory]
    [InlineData("slot")]
    [InlineData("1st_slot")]
    [InlineData("a23456789012345678901234567890123456789012345678901234567890abc")]
    public void A_slot_name_may_be_a_keyword_begin_with_a_digit_and_have_63_characters(string slot)
    {
        var options = Valid();
        options.Slot = slot;
        Assert.True(new CdcOptionsValidator().Validate(null, options).Succeeded);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData("ääääääääääääääääääääääääääääääää")]
    public void A_publication_name_has_1_to_63_bytes(string publication)
        => AssertRefused(options => options.Publication = publication, "Publication ");

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("/tmp/a\0b")]
    public void A_spill_folder_is_a_path(string folder)
        => AssertRefused(options => options.SpillFolder = folder, "SpillFolder ");

    [Fact]
    public void Numbers_are_kept_in_their_ranges()
    {
        AssertRefused(options => options.MaxBatchRows = 0, "MaxBatchRows is 0; set it to a number from 1 to 1000000");
        AssertRefused(options => options.MaxBatchRows = 1_000_001, "MaxBatchRows ");
        AssertRefused(options => options.MaxBatchBytes = 4095, "MaxBatchBytes is 4095");
        AssertRefused(options => options.MaxBatchBytes = int.MaxValue, "MaxBatchBytes ");
        AssertRefused(options => options.QueueCapacity = 0, "QueueCapacity is 0");
        AssertRefused(options => options.QueueCapacity = 65_537, "QueueCapacity ");
    }

    [Fact]
    public void Times_are_kept_in_their_ranges()
    {
        AssertRefused(options => options.CoalesceInterval = TimeSpan.FromMilliseconds(-1), "CoalesceInterval ");
        AssertRefused(options => options.CoalesceInterval = TimeSpan.FromMicroseconds(1500), "CoalesceInterval ");
        AssertRefused(options => options.CoalesceInterval = TimeSpan.FromSeconds(11), "CoalesceInterval ");
        AssertRefused(options => options.StatusInterval = TimeSpan.Zero, "StatusInterval ");
        AssertRefused(options => options.StatusInterval = TimeSpan.FromHours(2), "StatusInterval ");
        AssertRefused(options => options.StallTimeout = TimeSpan.Zero, "StallTimeout ");
        AssertRefused(options => options.StallTimeout = TimeSpan.FromDays(25), "StallTimeout ");
        AssertRefused(options => options.ReconnectAttempts = -1, "ReconnectAttempts is -1");
        AssertRefused(options => options.ReconnectDelay = TimeSpan.Zero, "ReconnectDelay ");
        AssertRefused(options => options.ReconnectDelay = TimeSpan.FromDays(2), "ReconnectDelay ");
        AssertRefused(options => options.MaxReconnectDelay = TimeSpan.FromMilliseconds(199), "MaxReconnectDelay ");
        AssertRefused(options => options.MaxReconnectDelay = TimeSpan.FromDays(2), "MaxReconnectDelay ");
        AssertRefused(options => options.WaitForServer = TimeSpan.FromMilliseconds(-1), "WaitForServer ");
    }

    [Fact]
    public void The_ends_of_the_ranges_are_valid()
    {
        var options = Valid();
        options.MaxBatchRows = 1;
        options.MaxBatchBytes = 256 << 20;
        options.QueueCapacity = 1;
        options.CoalesceInterval = TimeSpan.Zero;
        options.StatusInterval = TimeSpan.FromHours(1);
        options.StallTimeout = Timeout.InfiniteTimeSpan;
        options.TemporarySlot = true;
        Assert.True(new CdcOptionsValidator().Validate(null, options).Succeeded);
    }

    [Fact]
    public void A_temporary_slot_cannot_be_one_that_exists()
        => AssertRefused(
            options =>
            {
                options.TemporarySlot = true;
                options.CreateSlot = false;
            },
            "TemporarySlot needs CreateSlot");

    [Fact]
    public void A_stored_position_needs_somewhere_to_store_the_next_one()
    {
        AssertRefused(options => options.StartPosition = new CdcPosition(1, 0), "StartPosition needs SavePosition");
        AssertRefused(options => options.StartTimeline = new CdcTimeline(7, 1), "StartTimeline says what StartPosition is of");
        AssertRefused(options => options.Acknowledgement = (CdcAcknowledgement)7, "Acknowledgement is 7");
        AssertRefused(options => (options.TemporarySlot, options.FailoverSlot) = (true, true), "TemporarySlot goes with");
    }

    private static CdcOptions Valid() => new() { ConnectionString = "Host=localhost;Database=shop", Slot = "shop" };

    private static void AssertRefused(Action<CdcOptions> change, string expected)
    {
        var options = Valid();
        change(options);
        var result = new CdcOptionsValidator().Validate(null, options);
        Assert.True(result.Failed);
        Assert.StartsWith(expected, Assert.Single(result.Failures!));
    }
}
