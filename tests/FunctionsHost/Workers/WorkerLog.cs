using Serverless.FunctionsHost.Protocol;

namespace Serverless.FunctionsHost.Workers;

/// <summary>What the worker logs, as this process's.</summary>
internal static partial class WorkerLog
{
    // Numbers of metrics, which no one reads here.
    private const int Metric = 2;

    public static void Write(ILogger log, LogLine line)
    {
        if (line.Kind != Metric) Worker(log, (LogLevel)line.Level, line.Category, line.Message, line.Thrown?.Message);
    }

    [LoggerMessage("{Category}: {Text} {Thrown}")]
    private static partial void Worker(ILogger log, LogLevel level, string category, string text, string? thrown);

    [LoggerMessage(LogLevel.Warning, "Worker {Process} ended with {Status}")]
    public static partial void Ended(ILogger log, int process, int status);

    [LoggerMessage(LogLevel.Debug, "{Line}")]
    public static partial void Output(ILogger log, string line);

    [LoggerMessage(LogLevel.Error, "{Function}: {Message}")]
    public static partial void RequestFailed(ILogger log, string function, string message);
}
