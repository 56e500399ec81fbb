using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Sabot.Cdc.Tool.Configuration;

namespace Sabot.Cdc.Tool.Commands;

/// <summary>What is said of a command line that is not understood: its first mistake, and where the help is.</summary>
internal static class WrongUsage
{
    /// <summary>Null for a command line that is in order.</summary>
    public static string? Of(ParseResult parsed)
    {
        if (parsed.Errors.Count == 0)
            return null;
        return $"{Problem(parsed)} See: dotnet sabot-cdc {CommandPath(parsed)}--help";
    }

    // A word that is none of the commands is also a command that is missing, to the library.
    private static string Problem(ParseResult parsed)
    {
        if (parsed.UnmatchedTokens is [var word, ..])
            return $"'{word}' is no {(word.StartsWith('-') ? "option" : IsGroup(parsed) ? "command" : "argument")} of {Name(parsed)}.{Suggestion.For(word, Words(parsed, word))}";
        if (IsGroup(parsed))
            return $"A command is missing: {string.Join(", ", parsed.CommandResult.Command.Subcommands.Select(command => command.Name))}.";
        if (parsed.CommandResult.Children.OfType<OptionResult>().FirstOrDefault(option => IsNoNumber(option)) is { } number)
            return $"{number.IdentifierToken!.Value} wants a number, not '{number.Tokens[0].Value}'.";
        return OneSentence(parsed.Errors[0].Message);
    }

    private static bool IsGroup(ParseResult parsed) => parsed.CommandResult.Command.Subcommands.Count > 0;

    private static IEnumerable<string> Words(ParseResult parsed, string near)
    {
        var path = new List<Command>();
        for (var result = parsed.CommandResult; result is not null; result = result.Parent as CommandResult)
            path.Add(result.Command);
        return near.StartsWith('-')
            ? [.. path[0].Options.SelectMany(Names), .. path.Skip(1).SelectMany(command => command.Options).Where(option => option.Recursive).SelectMany(Names)]
            : path[0].Subcommands.Select(command => command.Name);
    }

    // Single letters are near to everything.
    private static IEnumerable<string> Names(Option option) =>
        option.Aliases.Append(option.Name).Where(name => name.StartsWith("--", StringComparison.Ordinal));

    private static bool IsNoNumber(OptionResult option) =>
        option.Option.ValueType == typeof(long?) && option.Tokens is [var token] && !long.TryParse(token.Value, CultureInfo.InvariantCulture, out _);

    private static string Name(ParseResult parsed) => $"dotnet sabot-cdc {CommandPath(parsed)}".TrimEnd();

    private static string CommandPath(ParseResult parsed)
    {
        var path = "";
        for (var command = parsed.CommandResult; command is { Command: not RootCommand }; command = command.Parent as CommandResult)
            path = command.Command.Name + " " + path;
        return path;
    }

    /// <summary>The library lists allowed values on lines of their own.</summary>
    public static string OneSentence(string message)
    {
        var lines = message.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return lines.Length == 1 ? message : $"{lines[0]} {string.Join(", ", lines[1..])}.";
    }
}
