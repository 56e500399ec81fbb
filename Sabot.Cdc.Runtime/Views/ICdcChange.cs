namespace Sabot.Cdc;

/// <summary>
/// A change of any table, in a stream of several (<see cref="CdcChangeStream"/>): match it by the type of its table's
/// changes, <c>case UsersChange user:</c>. It is a view of its batch, good until the enumerator moves on.
/// </summary>
public interface ICdcChange
{
    /// <summary>The table as the code was compiled against it.</summary>
    CdcTable Table { get; }

    /// <inheritdoc cref="CdcChangeView.Kind"/>
    CdcChangeKind Kind { get; }

    /// <inheritdoc cref="CdcChangeView.Position"/>
    CdcPosition Position { get; }

    /// <inheritdoc cref="CdcChangeView.CommitTime"/>
    DateTime CommitTime { get; }

    /// <inheritdoc cref="CdcChangeView.TransactionId"/>
    uint TransactionId { get; }
}
