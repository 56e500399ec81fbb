using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Sabot.Cdc.Generator.Tests.Harness;

/// <summary>
/// Compares text with a file beside the test, in Verify's file convention: <c>Class.Method_name.verified.cs</c> is what
/// is right, and a difference leaves <c>*.received.cs</c> next to it, to be looked at and renamed.
/// </summary>
internal static partial class Snapshot
{
    /// <summary>Compares the text of a generated file; the generator's version is left out.</summary>
    public static void Verify(string text, string? name = null, [CallerFilePath] string file = "", [CallerMemberName] string method = "")
    {
        text = VersionPattern().Replace(text, "\"Sabot.Cdc.Generator\", \"*\"");
        var test = Path.Combine(Path.GetDirectoryName(file)!, $"{Path.GetFileNameWithoutExtension(file)}.{method}{(name is null ? "" : $"#{name}")}");
        var (verified, received) = (test + ".verified.cs", test + ".received.cs");
        if (File.Exists(verified) && File.ReadAllText(verified).ReplaceLineEndings("\n") == text)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        Assert.Fail($"{Path.GetFileName(received)} is not {Path.GetFileName(verified)}: compare them, and rename the first if it is right");
    }

    [GeneratedRegex("\"Sabot\\.Cdc\\.Generator\", \"[0-9.]+\"")]
    private static partial Regex VersionPattern();
}
