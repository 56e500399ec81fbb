namespace Sabot.Cdc.Integration.Tests.Streaming;

/// <summary>A test that takes minutes: it is skipped unless it is asked for.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LargeTheoryAttribute : TheoryAttribute
{
    public LargeTheoryAttribute()
    {
        if (Rows is null)
            Skip = "SABOT_TEST_LARGE_ROWS=10000000 asks for it.";
    }

    public static string? Rows =>
        Environment.GetEnvironmentVariable("SABOT_TEST_LARGE_ROWS") is { Length: > 0 } rows ? rows : null;
}
