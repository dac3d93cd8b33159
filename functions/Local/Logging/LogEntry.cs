using Microsoft.Extensions.Logging;

namespace Serverless.Local.Logging;

/// <summary>One line, before it is text.</summary>
/// <param name="At">When.</param>
/// <param name="Level">How bad.</param>
/// <param name="Category">Whose, as in <c>Serverless.Engine</c>.</param>
/// <param name="Event">Its number (docs/architecture/observability.md) and name.</param>
/// <param name="Message">For people.</param>
/// <param name="Values">What stands in the message, and the scopes around it from the outermost; a name counts once, the inner one.</param>
/// <param name="Fault">With its stack; null: none.</param>
internal sealed record LogEntry(
    DateTimeOffset At, LogLevel Level, string Category, EventId Event, string Message, IReadOnlyList<KeyValuePair<string, object?>> Values, Exception? Fault)
{
    /// <summary>The trace that it is part of; null: none.</summary>
    public string? Trace { get; init; }

    /// <summary>The span that it is part of; null: none.</summary>
    public string? Span { get; init; }

    public string LevelText => Level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "information",
        LogLevel.Warning => "warning",
        LogLevel.Error => "error",
        _ => "critical",
    };
}
