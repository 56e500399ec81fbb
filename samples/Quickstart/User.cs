namespace Quickstart;

/// <summary>A user outside of the stream: a row view ends with its batch, so what is kept is copied.</summary>
internal sealed record User(
    string Email, string? Name, decimal Balance, bool Active, int Logins, double? Rating, DateOnly? Born,
    TimeOnly? WakesAt, DateTime CreatedAt, Guid Token, string Profile, string? Avatar, string? Biography)
{
    /// <summary>Copies a row; large values that it does not carry are taken from <paramref name="before"/>.</summary>
    public static User From(UsersRow row, User? before) => new(
        row.HasEmail ? row.Email : before!.Email,
        row.HasName ? row.Name : before!.Name,
        row.Balance,
        row.Active,
        row.Logins,
        row.Rating,
        row.Born,
        row.WakesAt,
        row.CreatedAt,
        row.Token,
        row.HasProfile ? row.Profile : before!.Profile,
        row.HasAvatar ? Hex(row) : before!.Avatar,
        row.HasBiography ? row.Biography : before!.Biography);

    private static string? Hex(UsersRow row) => row.IsAvatarNull ? null : Convert.ToHexStringLower(row.Avatar);
}
