namespace Sabot.Cdc.Runtime.Tests.Delivery;

/// <summary>What the generator would write for a table <c>public.items</c> that has only an id.</summary>
internal readonly struct ItemChange(CdcBatch batch, int row) : ICdcChange<ItemChange>
{
    public static CdcTable Table { get; } =
        new("public", "items", CdcReplicaIdentity.Default, ["id"], [new CdcColumn("id", CdcType.Int64, "bigint", false)]);

    public long Id => View.Row.GetInt64(0);

    public CdcChangeView View { get; } = new(batch, row);

    public static CdcChangeSource Source => CdcChangeSource.Of<ItemChange>();

    public CdcChangeKind Kind => View.Kind;

    public CdcPosition Position => View.Position;

    public DateTime CommitTime => View.CommitTime;

    public uint TransactionId => View.TransactionId;

    CdcTable ICdcChange.Table => Table;

    public static ItemChange Create(CdcBatch batch, int row) => new(batch, row);
}

internal readonly struct ItemBatch(CdcBatch batch) : ICdcBatch<ItemBatch>
{
    public long[] Ids => batch.GetInt64Column(0).ToArray();

    public static ItemBatch Create(CdcBatch batch) => new(batch);
}

/// <summary>The same for a second table, <c>public.parts</c>.</summary>
internal readonly struct PartChange(CdcBatch batch, int row) : ICdcChange<PartChange>
{
    public static CdcTable Table { get; } =
        new("public", "parts", CdcReplicaIdentity.Default, ["id"], [new CdcColumn("id", CdcType.Int64, "bigint", false)]);

    public long Id => View.Row.GetInt64(0);

    public CdcChangeView View { get; } = new(batch, row);

    public static CdcChangeSource Source => CdcChangeSource.Of<PartChange>();

    public CdcChangeKind Kind => View.Kind;

    public CdcPosition Position => View.Position;

    public DateTime CommitTime => View.CommitTime;

    public uint TransactionId => View.TransactionId;

    CdcTable ICdcChange.Table => Table;

    public static PartChange Create(CdcBatch batch, int row) => new(batch, row);
}

internal readonly struct PartBatch : ICdcBatch<PartBatch>
{
    public static PartBatch Create(CdcBatch batch) => default;
}
