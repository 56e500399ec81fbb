using Sabot.Cdc;

namespace Shop;

/// <summary>What the application needs to know of a user.</summary>
[CdcTable("public.users")]
public readonly partial struct UserSummary
{
    public partial string Email { get; }

    public partial Mood Mood { get; }

    public partial AddressView? Home { get; }

    public partial Money? Balance { get; }
}
