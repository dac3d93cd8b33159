using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Serverless.Local.Logging;

/// <summary>Loggers that write to standard error at once: what was said before a crash is there.</summary>
internal sealed class StandardErrorProvider(LogFormat format, TimeProvider time, IReadOnlyList<int> silent) : ILoggerProvider, ISupportExternalScope
{
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public ILogger CreateLogger(string categoryName) => new StandardErrorLogger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
    }

    private void Write<TState>(string category, LogLevel level, EventId id, TState state, Exception? fault, Func<TState, Exception?, string> formatter)
    {
        if (silent.Contains(id.Id)) return;
        var values = new List<KeyValuePair<string, object?>>();
        _scopes.ForEachScope(static (scope, all) => Add(all, scope), values);
        Add(values, state);
        var span = Activity.Current is { IdFormat: ActivityIdFormat.W3C, Recorded: true } current ? current : null;
        var entry = new LogEntry(time.GetUtcNow(), level, category, id, formatter(state, fault), values, fault) { Trace = span?.TraceId.ToString(), Span = span?.SpanId.ToString() };
        LogSink.Write(LogText.Of(entry, format));
    }

    // Names as scopes have them: a line's own {Job} is the scope's "job".
    private static void Add(List<KeyValuePair<string, object?>> all, object? state)
    {
        if (state is not IEnumerable<KeyValuePair<string, object?>> values) return;
        foreach (var (name, value) in values)
        {
            if (name == "{OriginalFormat}") continue;
            var key = System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(name);
            all.RemoveAll(v => v.Key == key);
            all.Add(new(key, value));
        }
    }

    private sealed class StandardErrorLogger(StandardErrorProvider provider, string category) : ILogger
    {
        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => provider._scopes.Push(state);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            provider.Write(category, logLevel, eventId, state, exception, formatter);
    }
}
