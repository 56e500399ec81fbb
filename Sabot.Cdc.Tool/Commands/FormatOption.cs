using System.CommandLine;

namespace Sabot.Cdc.Tool.Commands;

/// <summary>Whether results are for people or for programs.</summary>
internal static class FormatOption
{
    public const string Text = "text";
    public const string Json = "json";

    public static Option<string> Create()
    {
        var option = new Option<string>("--format", "-f")
        {
            Description = "text for people, json for programs.",
            HelpName = "text|json",
            DefaultValueFactory = _ => Text,
        };
        option.AcceptOnlyFromAmong(Text, Json);
        return option;
    }
}
