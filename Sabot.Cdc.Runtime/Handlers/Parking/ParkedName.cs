using System.Buffers;
using System.Globalization;
using System.Text;

namespace Sabot.Cdc;

/// <summary>The names of parked changes: readable, sorted by position, and good for any file system.</summary>
internal static class ParkedName
{
    private const int MaxSegmentBytes = 120;

    // What some file system does not take, and what escapes begin with.
    private static readonly SearchValues<char> Reserved = SearchValues.Create("/\\:*?\"<>|%");

    /// <summary>The files' name without its ending: the same for the same change and handler.</summary>
    internal static string Of(CdcPosition position, string handler) => string.Create(
        CultureInfo.InvariantCulture, $"{position.Lsn:X16}-{position.Sequence:D10}.{Segment(handler)}");

    /// <summary>A name of PostgreSQL's as a part of a path; different names have different ones.</summary>
    internal static string Segment(string name)
    {
        StringBuilder text = new();
        for (var i = 0; i < name.Length; i++)
        {
            var letter = name[i];
            // Windows drops dots and spaces at the end, and . and .. are folders everywhere.
            var isLast = i == name.Length - 1 && letter is '.' or ' ';
            if (letter < ' ' || Reserved.Contains(letter) || isLast)
                text.Append(CultureInfo.InvariantCulture, $"%{(int)letter:X2}");
            else
                text.Append(letter);
        }

        var segment = text.ToString();
        return Encoding.UTF8.GetByteCount(segment) <= MaxSegmentBytes ? segment : Shorten(segment);
    }

    private static string Shorten(string segment)
    {
        var hash = 14695981039346656037UL;
        foreach (var octet in Encoding.UTF8.GetBytes(segment))
            hash = (hash ^ octet) * 1099511628211UL;
        var kept = segment.AsSpan();
        while (Encoding.UTF8.GetByteCount(kept) > MaxSegmentBytes - 17)
            kept = kept[..^1];
        if (char.IsHighSurrogate(kept[^1]))
            kept = kept[..^1];
        return string.Create(CultureInfo.InvariantCulture, $"{kept}%{hash:X16}");
    }
}
