using System.Text;
using System.Text.Json;

namespace Sabot.Cdc.Tool.Configuration;

/// <summary>Reads JSON with comments and trailing commas into nodes that know their places.</summary>
internal ref struct ConfigReader
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _text;
    private readonly List<ConfigError> _errors;
    private Utf8JsonReader _reader;

    private ConfigReader(ReadOnlySpan<byte> text, List<ConfigError> errors)
    {
        _text = text;
        _errors = errors;
        _reader = new Utf8JsonReader(text, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Allow, AllowTrailingCommas = true });
    }

    /// <summary>The document, or null with errors if it is not JSON or holds what looks like a secret.</summary>
    public static ConfigNode? Read(byte[] file, List<ConfigError> errors)
    {
        ReadOnlySpan<byte> text = file;
        if (text.StartsWith(Encoding.UTF8.Preamble))
            text = text[Encoding.UTF8.Preamble.Length..];

        var reader = new ConfigReader(text, errors);
        try
        {
            Utf8.GetCharCount(text);
            reader.Next();
            var node = reader.ReadValue();
            while (reader._reader.Read())
                reader.CheckComment();
            return errors.Count == 0 ? node : null;
        }
        catch (JsonException problem)
        {
            // The library adds its own place, counted from 0 and in bytes, to the message; and quotes the text.
            var place = reader.PlaceOf((int)(problem.LineNumber ?? 0), (int)(problem.BytePositionInLine ?? 0));
            errors.Add(new ConfigError(place, "The file is no JSON from here on: see whether a quote, comma, brace or bracket is missing before, or is too many."));
        }
        catch (DecoderFallbackException)
        {
            errors.Add(new ConfigError(new ConfigPlace(1, 1), "The file is not UTF-8: save it in that encoding."));
        }

        return null;
    }

    /// <summary>Moves to the next token that is no comment.</summary>
    private void Next()
    {
        do
        {
            if (!_reader.Read())
                throw new JsonException();
        }
        while (CheckComment());
    }

    private readonly bool CheckComment()
    {
        if (_reader.TokenType != JsonTokenType.Comment)
            return false;
        if (Secrets.Find(_reader.GetComment()))
            _errors.Add(new ConfigError(Place(), Secrets.Message));
        return true;
    }

    private ConfigNode ReadValue()
    {
        var place = Place();
        switch (_reader.TokenType)
        {
            case JsonTokenType.String:
                var text = _reader.GetString()!;
                if (Secrets.Find(text))
                    _errors.Add(new ConfigError(place, Secrets.Message));
                return new ConfigNode(place, ConfigNodeKind.String, text, [], []);
            case JsonTokenType.StartObject:
                return new ConfigNode(place, ConfigNodeKind.Object, "", ReadMembers(), []);
            case JsonTokenType.StartArray:
                var items = new List<ConfigNode>();
                for (Next(); _reader.TokenType != JsonTokenType.EndArray; Next())
                    items.Add(ReadValue());
                return new ConfigNode(place, ConfigNodeKind.Array, "", [], items);
            default:
                return new ConfigNode(place, ConfigNodeKind.Other, "", [], []);
        }
    }

    private List<ConfigMember> ReadMembers()
    {
        var members = new List<ConfigMember>();
        for (Next(); _reader.TokenType != JsonTokenType.EndObject; Next())
        {
            var (key, place) = (_reader.GetString()!, Place());
            Next();
            var value = ReadValue();
            if (Secrets.IsKey(key))
                _errors.Add(new ConfigError(place, Secrets.Message));
            else if (members.Find(member => member.Key == key) is { } first)
                _errors.Add(new ConfigError(place, $"Key {key} is already on line {first.Place.Line}: delete one of them."));
            else
                members.Add(new ConfigMember(key, place, value));
        }

        return members;
    }

    private readonly ConfigPlace Place()
    {
        var before = _text[..(int)_reader.TokenStartIndex];
        var line = before.Count((byte)'\n');
        return PlaceOf(line, before.Length - 1 - before.LastIndexOf((byte)'\n'));
    }

    /// <summary>The place of a line and a byte in it, both counted from 0.</summary>
    private readonly ConfigPlace PlaceOf(int line, int bytes)
    {
        var rest = _text;
        for (var i = 0; i < line && rest.IndexOf((byte)'\n') is >= 0 and var end; i++)
            rest = rest[(end + 1)..];

        return new ConfigPlace(line + 1, Encoding.UTF8.GetCharCount(rest[..Math.Min(bytes, rest.Length)]) + 1);
    }
}
