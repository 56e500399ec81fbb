using Sabot.Cdc;

namespace Shop;

[CdcTable("public.usrs")]
public readonly partial struct NoTable
{
    public partial long Id { get; }
}

[CdcTable("public.users")]
public readonly partial struct Mistaken
{
    public partial string Emial { get; }

    public partial int Id { get; }

    public partial Money Balance { get; }
}
