using System.CommandLine;
using Microsoft.Extensions.Logging;

namespace Serverless.Local.Logging;

/// <summary><c>--log-level</c> and <c>--log-format</c>, for the verbs that run jobs.</summary>
internal sealed class LogOptions(LogLevel level)
{
    private readonly Option<LogLevel> _level = new("--log-level")
    {
        Description = "What is told of how it runs, on standard error. information: starts and ends of jobs; warning: what was tried again, late or set aside; error: what failed for good; critical: what stops the engine; debug: units",
        DefaultValueFactory = _ => level,
        HelpName = "trace|debug|information|warning|error|critical|none",
    };

    public const string FormatName = "--log-format";

    private readonly Option<LogFormat> _format = new(FormatName)
    {
        Description = "How: lines for people, or one JSON object a line",
        DefaultValueFactory = _ => LogFormat.Console,
        HelpName = "console|json",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_level);
        command.Options.Add(_format);
    }

    public LogSettings Read(ParseResult parsed) => new(parsed.GetValue(_level), parsed.GetValue(_format))
    {
        IsAsked = parsed.GetResult(_level) is { Implicit: false } || parsed.GetResult(_format) is { Implicit: false },
    };
}

/// <summary>How lines look.</summary>
internal enum LogFormat
{
    Console,
    Json,
}

/// <summary>What is told, and how.</summary>
/// <param name="Level">The least that is.</param>
/// <param name="Format">How.</param>
internal sealed record LogSettings(LogLevel Level, LogFormat Format)
{
    /// <summary>Somebody named a level or a form: everything of it is told.</summary>
    public bool IsAsked { get; init; }

    /// <summary>Lines that the verb says itself, in its own words; they are left out unless somebody asks for lines.</summary>
    public IReadOnlyList<int> SaidAnyway { get; init; } = [];

    /// <summary>Of verbs that only ask: what goes wrong in them they say themselves.</summary>
    public static LogSettings None { get; } = new(LogLevel.None, LogFormat.Console);
}
