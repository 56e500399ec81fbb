namespace Shop;

public static class Nicks
{
    public static string? Of(UsersRow user) => user.HasNick ? user.Nick : "?";
}
