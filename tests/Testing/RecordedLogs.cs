using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Serverless.Testing;

/// <summary>Keeps what is logged.</summary>
public sealed class RecordedLogs : ILoggerFactory
{
    private readonly ConcurrentQueue<RecordedLine> _lines = new();
    private readonly LoggerExternalScopeProvider _scopes = new();

    public IReadOnlyList<RecordedLine> Lines => [.. _lines];

    public ILogger CreateLogger(string categoryName) => new Recorder(this, categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
    }

    private sealed class Recorder(RecordedLogs logs, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => logs._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var scope = new Dictionary<string, object?>(StringComparer.Ordinal);
            logs._scopes.ForEachScope(
                static (item, all) =>
                {
                    if (item is not IEnumerable<KeyValuePair<string, object>> values) return;
                    foreach (var (name, value) in values) all[name] = value;
                },
                scope);
            logs._lines.Enqueue(new RecordedLine(logLevel, category, eventId.Id, formatter(state, exception), scope, exception));
        }
    }
}

/// <summary>One line.</summary>
public sealed record RecordedLine(LogLevel Level, string Category, int Event, string Message, IReadOnlyDictionary<string, object?> Scope, Exception? Fault);
