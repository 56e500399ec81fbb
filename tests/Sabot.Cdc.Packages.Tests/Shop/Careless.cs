using Sabot.Cdc;

namespace Shop;

public static class Careless
{
    public static async Task<int> LettersAsync(CdcClient cdc)
    {
        var letters = 0;
        await foreach (var change in cdc.Users())
        {
            if (change.After is { } user)
                letters += user.Email.Length;
        }

        return letters;
    }
}
