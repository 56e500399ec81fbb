using System.Text.RegularExpressions;

namespace Sabot.Cdc.Tool.Configuration;

/// <summary>Tells what looks like a secret, which must not be in a file that is checked in.</summary>
internal static partial class Secrets
{
    /// <summary>The sentence about one; it repeats nothing of it.</summary>
    public const string Message =
        "A connection string or password must not be in this file, which is checked in: put it into an environment variable or a user secret, write \"connection\": { \"environment\": \"NAME\" } or { \"userSecret\": \"Key\" }, and change the password if it was pushed anywhere.";

    /// <summary>Whether the text is a connection string, or part of one.</summary>
    public static bool Find(string text) => ConnectionString().IsMatch(text);

    /// <summary>Whether a value of the key would be a secret.</summary>
    public static bool IsKey(string key) => SecretKey().IsMatch(key) || Find(key);

    // With an ellipsis or <…> behind the sign it is an explanation of where the secret goes.
    [GeneratedRegex(@"\b(password|passwd|pwd)\s*=\s*[^\s;…<]|\b(host|server)\s*=\s*[^\s;…<][^;]*;|postgres(ql)?://", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ConnectionString();

    [GeneratedRegex("^(password|passwd|pwd|connection_?string)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SecretKey();
}
