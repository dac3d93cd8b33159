using Microsoft.Extensions.Logging;

namespace Serverless.Engine.Orchestrations;

/// <summary>Log lines of orchestrators: kept back until their step is durable, and silent while replaying.</summary>
internal sealed class StepLog(ILoggerFactory factory)
{
    private List<Action> _lines = [];

    public ILogger CreateLogger(string category, StepActions actions) => new ReplaySafeLogger(factory.CreateLogger(category), this, actions);

    /// <summary>Hands over the lines since the last call.</summary>
    public IReadOnlyList<Action> Take()
    {
        if (_lines.Count == 0) return [];
        var lines = _lines;
        _lines = [];
        return lines;
    }

    private sealed class ReplaySafeLogger(ILogger inner, StepLog log, StepActions actions) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => !actions.IsReplaying && inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) log._lines.Add(() => inner.Log(logLevel, eventId, state, exception, formatter));
        }
    }
}
