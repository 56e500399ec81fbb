namespace Sabot.Cdc.Tool.Commands;

/// <summary>The formats in which check prints differences.</summary>
internal static class CheckFormat
{
    public const string Text = FormatOption.Text;
    public const string Json = FormatOption.Json;
    public const string MSBuild = "msbuild";
    public const string GitHub = "github";

    public static readonly string[] All = [Text, MSBuild, GitHub, Json];
}
