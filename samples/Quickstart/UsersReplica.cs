using Sabot.Cdc;

namespace Quickstart;

/// <summary>The users table as it follows from its changes alone.</summary>
internal sealed class UsersReplica
{
    private const int Printed = 12;

    private readonly Dictionary<long, User> _users = [];
    private long _changes;

    public IReadOnlyDictionary<long, User> Users => _users;

    public long Changes => Volatile.Read(ref _changes);

    public long Inserts { get; private set; }

    public long Updates { get; private set; }

    public long Deletes { get; private set; }

    public async Task FollowAsync(IAsyncEnumerable<UsersChange> changes, Action<string> print)
    {
        await foreach (var change in changes)
        {
            Apply(change);
            if (++_changes <= Printed)
                print(Describe(change));
            else if (_changes == Printed + 1)
                print("… and so on");
        }
    }

    private void Apply(UsersChange change)
    {
        if (change.Kind == CdcChangeKind.Truncate)
        {
            _users.Clear();
            return;
        }

        var key = change.PreviousKey ?? change.Key;
        if (change.After is { } after)
        {
            if (change.Kind == CdcChangeKind.Insert)
                Inserts++;
            else
                Updates++;
            // A large value that an update left alone is not in its change: keep the one we have.
            var before = change.Kind == CdcChangeKind.Update ? _users[key.Id] : null;
            _users.Remove(key.Id);
            _users.Add(after.Id, User.From(after, before));
        }
        else
        {
            Deletes++;
            _users.Remove(key.Id);
        }
    }

    private static string Describe(UsersChange change) => change.After is { } user
        ? $"{change.Kind,-6} users {user.Id}: {user.Email}, balance {user.Balance}, born {user.Born?.ToString("O") ?? "?"}" +
          $", biography {(user.HasBiography ? $"{user.BiographyUtf8.Length} bytes" : "unchanged")} at {change.Position}"
        : $"{change.Kind,-6} users {(change.Kind == CdcChangeKind.Truncate ? "" : change.Key.Id)} at {change.Position}";
}
