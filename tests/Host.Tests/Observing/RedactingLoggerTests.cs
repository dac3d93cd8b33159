using Microsoft.Extensions.Logging;
using Serverless.Telemetry.Logging;

namespace Serverless.Host.Tests.Observing;

/// <summary>What the Functions app hands to Application Insights.</summary>
public sealed class RedactingLoggerTests
{
    private const string Secret = "c2VrcmV0LW9mLWFuLWFjY291bnQ=";

    private static readonly Action<ILogger, string, int, Exception?> Line = LoggerMessage.Define<string, int>(LogLevel.Error, new EventId(1), "Storage {Connection} failed {Times} times");

    [Fact]
    public void Log_SecretsInMessageValuesAndException_AreHiddenInAll()
    {
        var taken = new TakenLines();
        using var factory = new RedactingLoggerFactory(LoggerFactory.Create(builder => builder.AddProvider(taken)));

        Line(factory.CreateLogger("x"), $"AccountName=a;AccountKey={Secret};", 3, new IOException("outer", new IOException($"https://a.example/?sig={Secret}")));

        var (message, values, exception) = Assert.Single(taken.Lines);
        Assert.StartsWith("Storage AccountName=a;AccountKey=***;", message, StringComparison.Ordinal);
        Assert.EndsWith("failed 3 times", message, StringComparison.Ordinal);
        Assert.Equal(3, Assert.Single(values, v => v.Key == "Times").Value);
        Assert.All([message, exception!.ToString(), .. values.Select(v => $"{v.Value}")], text => Assert.DoesNotContain(Secret, text, StringComparison.Ordinal));
        Assert.Contains("sig=***", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Log_ExceptionWithoutSecret_StaysTheSame()
    {
        var taken = new TakenLines();
        using var factory = new RedactingLoggerFactory(LoggerFactory.Create(builder => builder.AddProvider(taken)));
        var fault = new IOException("the disk is full");

        Line(factory.CreateLogger("x"), "blobs", 1, fault);

        Assert.Same(fault, Assert.Single(taken.Lines).Exception);
    }

    private sealed class TakenLines : ILoggerProvider, ILogger
    {
        public List<(string Message, IReadOnlyList<KeyValuePair<string, object?>> Values, Exception? Exception)> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add((formatter(state, exception), (IReadOnlyList<KeyValuePair<string, object?>>)(object)state!, exception));

        public void Dispose()
        {
        }
    }
}
