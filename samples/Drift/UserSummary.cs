using Sabot.Cdc;

namespace Drift;

/// <summary>A contract: what this application relies on, in one place.</summary>
[CdcTable("public.users")]
public readonly partial struct UserSummary
{
    public partial long Id { get; }

    public partial string Email { get; }

    public partial int Age { get; }
}
