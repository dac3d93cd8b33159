using Microsoft.Extensions.Logging;

namespace Serverless.Local.Workers;

internal sealed partial class WorkerProcess
{
    [LoggerMessage(6009, LogLevel.Information, "Runs units of pool {Pool}, {Slots} at once.")]
    private static partial void Begins(ILogger logger, string pool, int slots);

    [LoggerMessage(6010, LogLevel.Information, "Leaves pool {Pool}: takes nothing new, and gives back what is not finished.")]
    private static partial void Drains(ILogger logger, string pool);

    [LoggerMessage(6011, LogLevel.Warning, "Storage does not answer; it is asked again")]
    private static partial void Trouble(ILogger logger, Exception exception);
}
