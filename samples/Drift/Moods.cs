namespace Drift;

/// <summary>Code that has something for every label of an enum.</summary>
public static class Moods
{
    public static string Emoticon(UsersRow user) => user.Mood switch
    {
        Mood.Sad => ":-(",
        Mood.Ok => ":-)",
        Mood.Unrecognized => user.MoodText,
    };
}
