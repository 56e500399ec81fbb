using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Sabot.Cdc.Runtime.Tests.Hosting;

public class SettingsTests
{
    [Fact]
    public void Every_option_can_be_set_in_configuration()
    {
        var options = new CdcOptions();
        CdcSettings.Bind(
            Section(
                ("ConnectionString", "Host=h;Database=d"),
                ("Slot", "shop"),
                ("publication", "shop_tables"),
                ("CreateSlot", "false"),
                ("TemporarySlot", "True"),
                ("MaxBatchRows", "17"),
                ("MaxBatchBytes", "4711"),
                ("CoalesceInterval", "00:00:00.020"),
                ("QueueCapacity", "3"),
                ("StatusInterval", "00:00:02"),
                ("StallTimeout", "00:01:30"),
                ("ReconnectAttempts", "7"),
                ("ReconnectDelay", "00:00:03"),
                ("MaxReconnectDelay", "00:00:04"),
                ("WaitForServer", "00:00:05"),
                ("Streaming", "true"),
                ("SpillFolder", "/spill"),
                ("SchemaDrift", "StopTable")),
            options);

        Assert.Equal(("Host=h;Database=d", "shop", "shop_tables"), (options.ConnectionString, options.Slot, options.Publication));
        Assert.Equal((false, true), (options.CreateSlot, options.TemporarySlot));
        Assert.Equal((17, 4711, 3), (options.MaxBatchRows, options.MaxBatchBytes, options.QueueCapacity));
        Assert.Equal(TimeSpan.FromMilliseconds(20), options.CoalesceInterval);
        Assert.Equal(TimeSpan.FromSeconds(2), options.StatusInterval);
        Assert.Equal(TimeSpan.FromSeconds(90), options.StallTimeout);
        Assert.Equal(
            (7, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(5)),
            (options.ReconnectAttempts, options.ReconnectDelay, options.MaxReconnectDelay, options.WaitForServer));
        Assert.Equal((true, "/spill", CdcDriftPolicy.StopTable), (options.Streaming, options.SpillFolder, options.SchemaDrift));
    }

    /// <summary>Fails when an option is added without its setting; delegates and stored positions are code's alone.</summary>
    [Fact]
    public void No_option_was_forgotten()
    {
        AssertComplete(CdcSettings.Client, "SavePosition", "StartPosition", "StartTimeline");
        AssertComplete(CdcSettings.Hosting);
        AssertComplete(CdcSettings.Health);
        AssertComplete(CdcSettings.Handler);
    }

    [Fact]
    public void A_name_that_there_is_not_is_an_error_that_says_what_may_be_meant()
    {
        var error = Assert.Throws<OptionsValidationException>(() => CdcSettings.Bind(
            Section(("Slott", "shop"), ("Handler:public.users:Parallelism", "3"), ("Frobnicate", "1")), new CdcOptions()));
        Assert.Equal(3, error.Failures.Count());
        Assert.Contains("Cdc:Slott is not a setting of Sabot.Cdc. Did you mean Slot?", error.Failures);
        Assert.Contains("Cdc:Handler is not a setting of Sabot.Cdc. Did you mean Handlers?", error.Failures);
        Assert.Contains("Cdc:Frobnicate is not a setting of Sabot.Cdc. There are Acknowledgement, CoalesceInterval", error.Message);
    }

    [Theory]
    [InlineData("QueueCapacity", "Cdc:QueueCapacity has to be a whole number, e.g. 16")]
    [InlineData("CreateSlot", "Cdc:CreateSlot has to be true or false")]
    [InlineData("StallTimeout", "Cdc:StallTimeout has to be a time span, e.g. 00:00:10 for ten seconds")]
    public void A_value_that_cannot_be_read_is_an_error_that_does_not_repeat_it(string setting, string expected)
    {
        var error = Assert.Throws<OptionsValidationException>(
            () => CdcSettings.Bind(Section((setting, "hunter2")), new CdcOptions()));
        Assert.Equal([expected], error.Failures);
    }

    [Fact]
    public void A_section_that_is_not_there_is_an_error()
    {
        var root = new ConfigurationManager();
        var error = Assert.Throws<OptionsValidationException>(() => CdcSettings.Bind(root.GetSection("Cdc"), new CdcOptions()));
        Assert.Contains("Configuration section Cdc is missing", error.Message);
    }

    [Fact]
    public void A_handler_has_the_options_of_all_tables_and_over_them_those_of_its_own()
    {
        var section = Section(
            ("Handlers:*:Parallelism", "2"),
            ("Handlers:*:RetryAttempts", "forever"),
            ("Handlers:public.users:Parallelism", "8"),
            ("Handlers:public.users:OnFailure", "park"),
            ("Handlers:public.users:ParkFolder", "/parked"));
        CdcHandlerOptions users = new(), orders = new();
        CdcSettings.Bind(section, "public.users", users);
        CdcSettings.Bind(section, "public.orders", orders);

        Assert.Equal((8, null, CdcFailureAction.Park, "/parked"), (users.Parallelism, users.RetryAttempts, users.OnFailure, users.ParkFolder));
        Assert.Equal((2, null, CdcFailureAction.Stop, null), (orders.Parallelism, orders.RetryAttempts, orders.OnFailure, orders.ParkFolder));
    }

    [Fact]
    public void A_choice_that_there_is_not_names_those_there_are()
    {
        var error = Assert.Throws<OptionsValidationException>(() => CdcSettings.Bind(
            Section(("Handlers:public.users:OnFailure", "Ignore")), "public.users", new CdcHandlerOptions()));
        Assert.Equal(["Cdc:Handlers:public.users:OnFailure has to be one of Stop, Park"], error.Failures);
    }

    [Theory]
    [InlineData("Parallelism", 0)]
    [InlineData("Parallelism", 129)]
    [InlineData("RetryAttempts", -1)]
    [InlineData("RetryDelay", 0)]
    [InlineData("MaxRetryDelay", 500)]
    [InlineData("OnFailure", (int)CdcFailureAction.Park)]
    public void What_is_wrong_with_a_handlers_options_is_said_with_its_name(string property, int value)
    {
        var options = new CdcHandlerOptions();
        switch (property)
        {
            case "Parallelism":
                options.Parallelism = value;
                break;
            case "RetryAttempts":
                options.RetryAttempts = value;
                break;
            case "RetryDelay":
                options.RetryDelay = TimeSpan.FromMilliseconds(value);
                break;
            case "MaxRetryDelay":
                options.MaxRetryDelay = TimeSpan.FromMilliseconds(value);
                break;
            default:
                options.OnFailure = (CdcFailureAction)value;
                break;
        }

        var error = Assert.Throws<OptionsValidationException>(
            () => HandlerOptionsCheck.ThrowIfInvalid(options, "UsersHandler", "public.users"));
        Assert.StartsWith($"Handler UsersHandler of public.users: {property} is ", error.Message);
    }

    private static void AssertComplete<T>(SettingNames<T> settings, params string[] onlyInCode)
        where T : class
    {
        var properties = typeof(T).GetProperties().Select(property => property.Name).Except(onlyInCode);
        Assert.Equal(properties.Order(StringComparer.Ordinal), settings.Order(StringComparer.Ordinal));
    }

    private static IConfigurationSection Section(params (string Key, string Value)[] settings)
    {
        var root = new ConfigurationManager();
        foreach (var (key, value) in settings)
            root["Cdc:" + key] = value;
        return root.GetSection("Cdc");
    }
}
