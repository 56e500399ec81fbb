namespace Drift;

/// <summary>Code that reads columns of the generated row, and the row as it was before.</summary>
public static class Greeting
{
    public static string Of(UsersRow user) => $"Hello, {user.Nick ?? user.Email}";

    public static bool IsDue(UsersRow user, DateOnly today) =>
        user.Birthday is { } day && (day.Month, day.Day) == (today.Month, today.Day);

    public static bool IsAnotherNow(UsersChange change) =>
        change.Before is { } before && change.After is { } after && Of(before) != Of(after);
}
